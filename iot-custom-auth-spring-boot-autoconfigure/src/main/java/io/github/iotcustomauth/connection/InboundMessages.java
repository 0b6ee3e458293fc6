package io.github.iotcustomauth.connection;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotListenerErrorHandler;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands received messages to the handlers of their subscriptions, off the event loop.
 * Messages of a kept session that arrive before their subscriber are held for a while.
 */
final class InboundMessages implements Ports.Inbound {

	private static final Log logger = LogFactory.getLog(InboundMessages.class);

	private final Function<String, ? extends Collection<SubscribedHandler>> matching;

	private final SubscribedHandlers handlers;

	private final ReceiveWindow window;

	private final RedeliveryRequest redelivery;

	private final DroppedMessages dropped = new DroppedMessages();

	private final AtomicInteger unwanted = new AtomicInteger();

	private final AtomicInteger refused = new AtomicInteger();

	private final Object lock = new Object();

	// guarded by the lock
	private final HeldMessages held;

	private volatile boolean open = true;

	/**
	 * Create the way in.
	 * @param matching finds the handlers of a topic, each of them once
	 * @param receiveMaximum the receive maximum of the connection
	 * @param pool runs the handlers
	 * @param engine provides time, and must not be stopped before handlers are
	 * @param errorHandler decides about messages whose handler failed
	 * @param connection given to error handlers
	 */
	InboundMessages(Function<String, ? extends Collection<SubscribedHandler>> matching, int receiveMaximum,
			Executor pool, Engine engine, IotListenerErrorHandler errorHandler, Supplier<IotConnection> connection) {
		this.matching = matching;
		this.handlers = new SubscribedHandlers(pool, engine, errorHandler, connection);
		this.window = new ReceiveWindow(receiveMaximum);
		this.redelivery = new RedeliveryRequest(engine, () -> connection.get().reconnect());
		this.held = new HeldMessages(engine, Math.max(1, receiveMaximum / 2), this::dropExpired);
	}

	/**
	 * Create the handler of a subscription.
	 * @param subscription the subscription
	 * @return its handler, which belongs to this connection
	 */
	SubscribedHandler handlerOf(IotSubscription subscription) {
		return this.handlers.add(subscription, this.redelivery);
	}

	/**
	 * Hand over what was held for a subscriber. To be called when its filters match.
	 * @param subscription the subscription of the handler that has come
	 */
	void subscribed(IotSubscription subscription) {
		releaseHeld();
		long missed = this.dropped.subscribed(subscription.name(),
				(topic) -> subscription.filters().stream().anyMatch((TopicFilter filter) -> filter.matches(topic)));
		if (missed > 0) {
			logger.warn("Listener '" + subscription.name() + "' has come too late for " + missed
					+ " messages of its topics, which were dropped; subscribe before the connection is started");
		}
	}

	/**
	 * A new transport is connected. Called on an event-loop thread, before its first
	 * message. In a kept session the server sends again what has not been handed out.
	 * @param sessionPresent whether the server kept the session
	 */
	@Override
	public void connected(boolean sessionPresent) {
		this.window.connected();
		this.redelivery.connected();
		synchronized (this.lock) {
			this.held.connected(sessionPresent);
		}
		if (sessionPresent) {
			this.handlers.dropAcknowledged();
		}
	}

	/**
	 * Take a message. Called on an event-loop thread.
	 * @param message the message
	 * @param acknowledgement to be run when it has been handled
	 */
	@Override
	public void accept(IotMessage message, Runnable acknowledgement) {
		if (!this.open) {
			// the server keeps it
			return;
		}
		Collection<SubscribedHandler> receivers = this.matching.apply(message.topic());
		if (this.held.size() > 0) {
			// those that came before
			releaseHeld();
		}
		if (receivers.isEmpty()) {
			holdOrDrop(message, acknowledgement);
		}
		else {
			handOver(message, acknowledgement, receivers);
		}
	}

	private void handOver(IotMessage message, Runnable acknowledgement, Collection<SubscribedHandler> receivers) {
		boolean room = this.window.hasRoomFor(message);
		Delivery delivery = new Delivery(message, acknowledgement, receivers.size(), this.window.connection());
		for (SubscribedHandler receiver : receivers) {
			if (!room) {
				delivery.part(receiver).dropped();
				refused(receiver.subscription(), message);
			}
			else if (!receiver.offer(delivery)) {
				refused(receiver.subscription(), message);
			}
		}
	}

	// a QoS 1 message stays unacknowledged, so that the server keeps it
	private void refused(IotSubscription subscription, IotMessage message) {
		boolean once = message.qos() == Qos.AT_MOST_ONCE;
		if (once) {
			this.dropped.bySubscription(subscription.name());
		}
		else {
			this.redelivery.want();
		}
		int count = this.refused.incrementAndGet();
		if (this.open && Integer.bitCount(count) == 1) {
			logger.warn("Listener '" + subscription.name() + "' is too slow: "
					+ (once ? "a QoS 0 message was dropped" : "a QoS 1 message was left to the server") + " (" + count
					+ " so far)");
		}
	}

	private void holdOrDrop(IotMessage message, Runnable acknowledgement) {
		synchronized (this.lock) {
			Collection<SubscribedHandler> receivers = this.matching.apply(message.topic());
			if (!receivers.isEmpty()) {
				handOver(message, acknowledgement, receivers);
				return;
			}
			if (this.held.hold(message, acknowledgement)) {
				return;
			}
		}
		// no handler wants it, and without PUBACK it would be sent again
		this.dropped.byTopic(message.topic());
		int count = this.unwanted.incrementAndGet();
		if (Integer.bitCount(count) == 1) {
			logger.warn("A message of topic '" + PrintableText.of(message.topic())
					+ "' is dropped because there is no subscription for it " + "(" + count
					+ " so far); with a kept session, subscribe before the connection is started");
		}
		acknowledgement.run();
	}

	private void releaseHeld() {
		synchronized (this.lock) {
			this.held.release((message) -> {
				Collection<SubscribedHandler> receivers = this.matching.apply(message.message().topic());
				if (!receivers.isEmpty()) {
					handOver(message.message(), message.acknowledgement(), receivers);
				}
				return !receivers.isEmpty();
			});
		}
	}

	private void dropExpired() {
		releaseHeld();
		List<HeldMessages.Held> expired;
		synchronized (this.lock) {
			expired = this.held.expire();
		}
		if (expired.isEmpty()) {
			return;
		}
		Map<String, Integer> topics = new TreeMap<>();
		expired.forEach((message) -> {
			topics.merge(PrintableText.of(message.message().topic()), 1, Integer::sum);
			this.dropped.byTopic(message.message().topic());
			message.acknowledgement().run();
		});
		logger.warn("Messages of the kept session are dropped because no subscription for them came in time: "
				+ ConnectionRun.shown(topics));
	}

	/**
	 * The application has started: what it subscribes to is expected to be there soon.
	 */
	void applicationReady() {
		synchronized (this.lock) {
			this.held.applicationReady();
		}
	}

	/**
	 * Hand out nothing until {@link #resume()}. While it is being stopped, what was taken
	 * is handed out all the same.
	 * @return a future that completes when the running handlers have returned
	 */
	@Override
	public CompletableFuture<@Nullable Void> pause() {
		return this.open ? this.handlers.pause() : this.handlers.whenIdle();
	}

	/**
	 * Hand out messages again, unless it has been stopped.
	 */
	@Override
	public void resume() {
		if (this.open) {
			this.handlers.resume();
		}
	}

	/**
	 * Take messages, again if it was stopped before.
	 */
	void start() {
		this.handlers.resume();
		this.open = true;
	}

	/**
	 * Take no more messages: what arrives from now on stays unacknowledged. What was
	 * taken is handled.
	 * @return a future that completes when nothing is left to do
	 */
	CompletableFuture<@Nullable Void> stop() {
		this.open = false;
		synchronized (this.lock) {
			this.held.clear();
		}
		this.handlers.resume();
		return this.handlers.whenIdle();
	}

	/**
	 * Interrupt the running handlers, and leave to the server what waits for them.
	 */
	void interrupt() {
		this.handlers.interrupt();
	}

	/**
	 * Snapshot of what is received and not acknowledged.
	 * @return the status
	 */
	ReceiveStatus receiveStatus() {
		int waiting = this.held.size();
		int unacknowledged = Math.min(this.window.unacknowledged() + waiting, this.window.maximum());
		return new ReceiveStatus(unacknowledged, this.window.maximum(), this.window.heldBy(), waiting,
				this.dropped.counts());
	}

}
