package io.github.iotcustomauth.local.broker;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.activemq.artemis.api.core.ActiveMQAddressDoesNotExistException;
import org.apache.activemq.artemis.api.core.ActiveMQDeleteAddressException;
import org.apache.activemq.artemis.api.core.ActiveMQNonExistentQueueException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerAddressPlugin;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the number of topics with a retained message, each of which takes some 40 KB,
 * and forgets the topic together with the message: when the broker sends a retained
 * message to a subscription with a wildcard, it makes a page store for its topic, which
 * nothing else removes if nobody subscribed to the topic itself.
 * <p>
 * The broker empties the queue of a topic before it enters the next message, so that an
 * empty queue is about to be used if one has just been published.
 */
final class RetainedTopics implements ActiveMQServerAddressPlugin, ActiveMQServerMessagePlugin {

	static final SimpleString PREFIX = SimpleString.of(MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX);

	static final int MAX_MESSAGES = 5000;

	private static final long NO_MESSAGE = -1;

	private static final Log logger = LogFactory.getLog(RetainedTopics.class);

	/** Where retained messages are, those first that came first. */
	private final Set<SimpleString> addresses = new LinkedHashSet<>();

	/** What was published of late, by where it is retained; also the lock for it. */
	private final Map<SimpleString, Published> published = new LinkedHashMap<>();

	private @Nullable ActiveMQServer server;

	private boolean dropping;

	@Override
	public void registered(ActiveMQServer server) {
		this.server = server;
	}

	// The broker looks for the queue after this.
	@Override
	public void beforeSend(ServerSession session, @Nullable Transaction tx, Message message, boolean direct,
			boolean noAutoCreateQueue) {
		if (Boolean.TRUE.equals(message.getObjectProperty(MQTTUtil.MQTT_MESSAGE_RETAIN_KEY))) {
			boolean empty = message.toCore().getReadOnlyBodyBuffer().readableBytes() == 0;
			synchronized (this.published) {
				this.published.put(PREFIX.concat(message.getAddressSimpleString()),
						new Published(System.currentTimeMillis(), empty));
			}
		}
	}

	// The broker calls this and afterRemoveAddress under a lock of its own.
	@Override
	public void afterAddAddress(AddressInfo addressInfo, boolean reload) {
		if (this.server == null || !addressInfo.getName().startsWith(PREFIX)) {
			return;
		}
		this.addresses.add(addressInfo.getName());
		if (this.addresses.size() > MAX_MESSAGES) {
			// the topic has no queue yet
			ActiveMQServer broker = this.server;
			broker.getScheduledPool().execute(() -> {
				try {
					dropSurplus(broker);
				}
				catch (Exception ex) {
					logger.warn("A retained message cannot be dropped", ex);
				}
			});
		}
	}

	private void dropSurplus(ActiveMQServer server) throws Exception {
		synchronized (server.getPostOffice()) {
			for (int surplus = this.addresses.size() - MAX_MESSAGES; surplus > 0; surplus--) {
				warn();
				// whoever publishes meanwhile waits, and finds no queue
				synchronized (this.published) {
					SimpleString address = leastWanted();
					// at the end, should it stay
					this.addresses.remove(address);
					this.addresses.add(address);
					drop(server, address);
				}
			}
		}
	}

	private void warn() {
		if (!this.dropping) {
			this.dropping = true;
			logger.warn("There are more than " + MAX_MESSAGES
					+ " retained messages: those of topics that had one first are dropped");
		}
	}

	// One that was cleared, or else the one that came first.
	private SimpleString leastWanted() {
		return this.published.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().empty())
			.map(Map.Entry::getKey)
			.filter(this.addresses::contains)
			.findFirst()
			.orElseGet(() -> this.addresses.iterator().next());
	}

	static void dropAll(ActiveMQServer server) throws Exception {
		for (Queue queue : queues(server)) {
			drop(server, queue.getName());
		}
	}

	// Drop the queues of retained messages that were cleared, or never there.
	void dropCleared(ActiveMQServer server, long minAgeMillis) throws Exception {
		long youngest = System.currentTimeMillis() - minAgeMillis;
		try {
			for (Queue queue : queues(server)) {
				if (queue.getMessageCount() == 0 && queue.getCreatedTimestamp() <= youngest) {
					synchronized (server.getPostOffice()) {
						dropCleared(server, queue, youngest);
					}
				}
			}
		}
		finally {
			synchronized (this.published) {
				this.published.values().removeIf((message) -> message.time() <= youngest);
			}
		}
	}

	// Whoever publishes meanwhile waits, and finds no queue.
	private void dropCleared(ActiveMQServer server, Queue queue, long youngest) throws Exception {
		synchronized (this.published) {
			Published last = this.published.get(queue.getName());
			if ((last == null || last.time() <= youngest) && isEmpty(queue)) {
				drop(server, queue.getName());
			}
		}
	}

	private static boolean isEmpty(Queue queue) throws Exception {
		// makes the queue count what has come last
		queue.deleteReference(NO_MESSAGE);
		return queue.getMessageCount() == 0;
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

	private record Published(long time, boolean empty) {

	}

}
