package io.github.iotcustomauth.local.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.postoffice.Address;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.impl.AddressImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;

/**
 * Forgets the topics and filters that nobody is subscribed to, for each of which the
 * broker keeps an address. The broker's own way to do so minds subscriptions to the topic
 * itself only: messages for those with a wildcard got lost. A topic that has just come up
 * may be about to be subscribed to, and is spared. So are those that somebody hears
 * through a wildcard, however many they are.
 */
final class UnheardTopics {

	/** Fewer are not worth the work. */
	static final int TOLERATED = 1000;

	private static final int BATCH = 500;

	private final ActiveMQServer server;

	private final WildcardConfiguration wildcards;

	private final long minAgeMillis;

	/** The filters with a wildcard when topics were last forgotten. */
	private Set<SimpleString> filters = Set.of();

	/** How many topics somebody heard through them. */
	private int heard;

	UnheardTopics(ActiveMQServer server, long minAgeMillis) {
		this.server = server;
		this.minAgeMillis = minAgeMillis;
		this.wildcards = server.getConfiguration().getWildcardConfiguration();
	}

	// Forget them when there are many. As long as the filters are the same, those that
	// were heard are heard.
	void bound() throws Exception {
		int topics = unbound().size();
		this.heard = Math.min(this.heard, topics);
		if (topics <= TOLERATED) {
			return;
		}
		Set<SimpleString> current = filters();
		if (topics - this.heard > TOLERATED || !current.equals(this.filters)) {
			forget();
			this.filters = current;
			this.heard = unbound().size();
		}
	}

	void forget() throws Exception {
		List<Address> patterns = patterns();
		List<SimpleString> topics = new ArrayList<>();
		for (SimpleString topic : unbound()) {
			if (!isHeard(topic, patterns)) {
				topics.add(topic);
			}
		}
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

	// Nobody can subscribe meanwhile, which would need the lock, but somebody may have
	// before; and a message for a topic without subscriptions may miss it.
	private void forget(List<SimpleString> topics) throws Exception {
		synchronized (this.server.getPostOffice()) {
			List<Address> patterns = patterns();
			for (SimpleString topic : topics) {
				if (!isHeard(topic, patterns)) {
					this.server.removeAddressInfo(topic, null);
				}
			}
		}
	}

	private List<Address> patterns() {
		return filters().stream().<Address>map((filter) -> new AddressImpl(filter, this.wildcards)).toList();
	}

	// Return the filters with a wildcard that somebody is subscribed to.
	private Set<SimpleString> filters() {
		return this.server.getPostOffice()
			.getAllBindings()
			.map(Binding::getAddress)
			.filter(this.wildcards::isWild)
			.collect(Collectors.toSet());
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
