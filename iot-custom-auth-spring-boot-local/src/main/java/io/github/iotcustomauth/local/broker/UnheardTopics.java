package io.github.iotcustomauth.local.broker;

import java.util.ArrayList;
import java.util.List;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.postoffice.Address;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.PostOffice;
import org.apache.activemq.artemis.core.postoffice.impl.AddressImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;

/**
 * Forgets the topics and filters that nobody is subscribed to, for each of which the
 * broker keeps an address. The broker's own way to do so minds subscriptions to the topic
 * itself only: messages for those with a wildcard got lost. A topic that has just come up
 * may be about to be subscribed to, and is spared.
 */
final class UnheardTopics {

	/** Fewer are not worth the work. */
	static final int TOLERATED = 1000;

	private static final int BATCH = 500;

	private final ActiveMQServer server;

	private final WildcardConfiguration wildcards;

	private final long minAgeMillis;

	UnheardTopics(ActiveMQServer server, long minAgeMillis) {
		this.server = server;
		this.minAgeMillis = minAgeMillis;
		this.wildcards = server.getConfiguration().getWildcardConfiguration();
	}

	// Forget them when there are many.
	void bound() throws Exception {
		if (unbound().size() > TOLERATED) {
			forget();
		}
	}

	void forget() throws Exception {
		List<SimpleString> topics = unbound();
		for (int i = 0; i < topics.size(); i += BATCH) {
			forget(topics.subList(i, Math.min(i + BATCH, topics.size())));
		}
	}

	// Return the topics without a subscription to themselves.
	private List<SimpleString> unbound() throws Exception {
		List<SimpleString> topics = new ArrayList<>();
		for (SimpleString address : this.server.getPostOffice().getAddresses()) {
			AddressInfo info = this.server.getAddressInfo(address);
			if (info != null && isOld(info) && !TopicBindings.isSubscribed(this.server, address)) {
				topics.add(address);
			}
		}
		return topics;
	}

	private boolean isOld(AddressInfo info) {
		return info.isAutoCreated() && System.currentTimeMillis() - info.getCreatedTimestamp() >= this.minAgeMillis;
	}

	// Nobody can subscribe meanwhile, which would need the lock; and a message for a
	// topic without subscriptions may miss it.
	private void forget(List<SimpleString> topics) throws Exception {
		PostOffice postOffice = this.server.getPostOffice();
		synchronized (postOffice) {
			List<Address> patterns = postOffice.getAllBindings()
				.map(Binding::getAddress)
				.distinct()
				.filter(this.wildcards::isWild)
				.<Address>map((address) -> new AddressImpl(address, this.wildcards))
				.toList();
			for (SimpleString topic : topics) {
				if (!isHeard(topic, patterns)) {
					this.server.removeAddressInfo(topic, null);
				}
			}
		}
	}

	private boolean isHeard(SimpleString topic, List<Address> patterns) throws Exception {
		if (this.server.getAddressInfo(topic) == null || TopicBindings.isSubscribed(this.server, topic)) {
			return true;
		}
		if (topic.startsWith(RetainedTopics.PREFIX) || this.wildcards.isWild(topic)) {
			// nobody publishes there
			return false;
		}
		Address address = new AddressImpl(topic, this.wildcards);
		return patterns.stream().anyMatch(address::matches);
	}

}
