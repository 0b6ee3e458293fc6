package io.github.iotcustomauth.local.broker;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.apache.activemq.artemis.api.core.ActiveMQAddressDoesNotExistException;
import org.apache.activemq.artemis.api.core.ActiveMQDeleteAddressException;
import org.apache.activemq.artemis.api.core.ActiveMQNonExistentQueueException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerAddressPlugin;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the number of topics with a retained message, each of which takes some 40 KB,
 * and forgets the topic together with the message: when the broker sends a retained
 * message to a subscription with a wildcard, it makes a page store for its topic, which
 * nothing else removes if nobody subscribed to the topic itself.
 */
final class RetainedTopics implements ActiveMQServerAddressPlugin {

	static final SimpleString PREFIX = SimpleString.of(MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX);

	private static final int MAX_MESSAGES = 5000;

	private static final Log logger = LogFactory.getLog(RetainedTopics.class);

	/** Where retained messages are, those first that came first. */
	private final Set<SimpleString> addresses = new LinkedHashSet<>();

	private @Nullable ActiveMQServer server;

	private boolean dropping;

	@Override
	public void registered(ActiveMQServer server) {
		this.server = server;
	}

	// The broker calls this and the next method under a lock of its own.
	@Override
	public void afterAddAddress(AddressInfo addressInfo, boolean reload) {
		if (this.server == null || !addressInfo.getName().startsWith(PREFIX)) {
			return;
		}
		this.addresses.add(addressInfo.getName());
		if (this.addresses.size() <= MAX_MESSAGES) {
			return;
		}
		Iterator<SimpleString> firstOnes = this.addresses.iterator();
		SimpleString first = firstOnes.next();
		firstOnes.remove();
		if (!this.dropping) {
			this.dropping = true;
			logger.warn("There are more than " + MAX_MESSAGES
					+ " retained messages: those of topics that had one first are dropped");
		}
		// not under the lock
		ActiveMQServer broker = this.server;
		broker.getScheduledPool().execute(() -> {
			try {
				drop(broker, first);
			}
			catch (Exception ex) {
				logger.warn("A retained message cannot be dropped", ex);
			}
		});
	}

	static void dropAll(ActiveMQServer server) throws Exception {
		for (Queue queue : queues(server)) {
			drop(server, queue.getName());
		}
	}

	// Drop the queues of retained messages that were cleared, or never there.
	static void dropCleared(ActiveMQServer server, long minAgeMillis) throws Exception {
		long youngest = System.currentTimeMillis() - minAgeMillis;
		for (Queue queue : queues(server)) {
			if (queue.getMessageCount() == 0 && queue.getCreatedTimestamp() <= youngest) {
				drop(server, queue.getName());
			}
		}
	}

	private static List<Queue> queues(ActiveMQServer server) {
		return server.getPostOffice()
			.getAllBindings()
			.filter((binding) -> binding.getUniqueName().startsWith(PREFIX))
			.filter(QueueBinding.class::isInstance)
			.map((binding) -> ((QueueBinding) binding).getQueue())
			.toList();
	}

	// Drop a retained message with its queue and address, which have the same name.
	static void drop(ActiveMQServer server, SimpleString address) throws Exception {
		try {
			synchronized (server.getPostOffice()) {
				server.destroyQueue(address, null, false);
				server.removeAddressInfo(address, null);
			}
		}
		catch (ActiveMQNonExistentQueueException | ActiveMQAddressDoesNotExistException
				| ActiveMQDeleteAddressException ex) {
			// it has just been cleared, or set again
		}
	}

	@Override
	public void afterRemoveAddress(SimpleString address, @Nullable AddressInfo addressInfo) {
		if (this.server == null || !address.startsWith(PREFIX)) {
			return;
		}
		this.addresses.remove(address);
		SimpleString topic = address.subSeq(PREFIX.length(), address.length());
		try {
			if (this.server.getAddressInfo(topic) == null) {
				this.server.getPagingManager().deletePageStore(topic);
			}
		}
		catch (Exception ex) {
			logger.warn("A topic whose retained message is gone cannot be forgotten", ex);
		}
	}

}
