package io.github.iotcustomauth.internal.receiving;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.KeyedTasks;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.metering.DropReason;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands received messages to the handlers of their subscriptions, off the event loop.
 * Messages of a kept session, and direct messages, that arrive before their subscriber
 * are held for a while.
 */
public final class InboundMessages implements Inbound {

	private static final Log logger = LogFactory.getLog(InboundMessages.class);

	private final Function<String, ? extends Collection<SubscribedHandler>> matching;

	private final SubscribedHandlers handlers;

	private final ReceiveWindow window;

	private final RedeliveryRequest redelivery;

	private final ConnectionMeters meters;

	private final DroppedMessages dropped = new DroppedMessages();

	private final HandlerPauses pauses;

	private final AtomicInteger unwanted = new AtomicInteger();

	private final AtomicInteger refused = new AtomicInteger();

	private final Object lock = new Object();

	// guarded by the lock
	private final HeldMessages held;

	private volatile boolean open = true;

	public InboundMessages(Function<String, ? extends Collection<SubscribedHandler>> matching, int receiveMaximum,
			Executor pool, Engine engine, ErrorHandling errorHandling, Runnable reconnect, ConnectionMeters meters) {
		this.matching = matching;
		this.meters = meters;
		this.handlers = new SubscribedHandlers(pool, engine, errorHandling, meters);
		this.window = new ReceiveWindow(receiveMaximum, engine);
		this.redelivery = new RedeliveryRequest(engine, reconnect);
		this.pauses = new HandlerPauses(this.window, engine, this.redelivery, this.dropped);
		this.held = new HeldMessages(engine, Math.max(1, receiveMaximum / 2), this::dropExpired);
	}

	public SubscribedHandler handlerOf(IotSubscription subscription) {
		return this.handlers.add(subscription, this.redelivery);
	}

	/**
	 * Hand over what was held for a subscriber. To be called when its filters match.
	 * @param subscription the subscription of the handler that has come
	 */
	public void subscribed(IotSubscription subscription) {
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
		this.window.connected(sessionPresent);
		this.redelivery.connected();
		Object session = this.window.connection().session();
		synchronized (this.lock) {
			this.held.begin(session);
		}
		if (sessionPresent) {
			this.handlers.dropSentAgain(session);
		}
	}

	@Override
	public void accept(IotMessage message, Runnable acknowledgement) {
		if (!this.open) {
			// the server keeps it
			return;
		}
		Delivery delivery = new Delivery(message, acknowledgement, this.window.connection());
		Collection<SubscribedHandler> receivers = this.matching.apply(message.topic());
		if (this.held.size() > 0) {
			// those that came before
			releaseHeld();
		}
		if (!handOver(delivery, receivers)) {
			holdOrDrop(delivery);
		}
	}

	private boolean handOver(Delivery delivery, Collection<SubscribedHandler> receivers) {
		if (receivers.isEmpty()) {
			return false;
		}
		Collection<SubscribedHandler> selected = this.pauses.select(receivers);
		delivery.handTo(selected, this.window.hasRoomFor(delivery), (receiver) -> refused(receiver, delivery));
		this.pauses.received(selected);
		return true;
	}

	// a QoS 1 message stays unacknowledged, so that the server keeps it
	private void refused(SubscribedHandler handler, Delivery delivery) {
		IotSubscription subscription = handler.subscription();
		boolean once = !delivery.isAcknowledged();
		if (once) {
			this.dropped.bySubscription(subscription.name());
			handler.meters().dropped();
		}
		else if (!this.pauses.isLeft(handler)) {
			this.redelivery.want();
		}
		if (handler.pause() != null) {
			return;
		}
		int count = this.refused.incrementAndGet();
		if (this.open && Integer.bitCount(count) == 1) {
			logger.warn("Listener '" + subscription.name() + "' is too slow: "
					+ (once ? "a QoS 0 message was dropped" : "a QoS 1 message was left to the server") + " (" + count
					+ " so far)");
		}
	}

	private void holdOrDrop(Delivery delivery) {
		synchronized (this.lock) {
			// once more, because its subscriber, or the end, may have come meanwhile
			if (handOver(delivery) || !this.open || this.held.hold(delivery)) {
				return;
			}
		}
		int count = this.unwanted.incrementAndGet();
		if (Integer.bitCount(count) == 1) {
			logger.warn("A message of topic '" + PrintableText.of(delivery.topic())
					+ "' is dropped because there is no listener for it (" + count
					+ " so far); listen before the connection is started, to direct messages with 'subscribe = false'");
		}
		drop(delivery, DropReason.NO_LISTENER);
	}

	private boolean handOver(Delivery delivery) {
		return handOver(delivery, this.matching.apply(delivery.topic()));
	}

	// no handler wants it, and without PUBACK it would be sent again
	private void drop(Delivery delivery, DropReason reason) {
		this.dropped.byTopic(delivery.topic());
		this.meters.dropped(reason);
		delivery.drop();
	}

	private void releaseHeld() {
		synchronized (this.lock) {
			this.held.release(this::handOver);
		}
	}

	private void dropExpired() {
		releaseHeld();
		List<Delivery> expired;
		synchronized (this.lock) {
			expired = this.held.expire();
		}
		if (expired.isEmpty()) {
			return;
		}
		Map<String, Integer> topics = new TreeMap<>();
		expired.forEach((delivery) -> {
			topics.merge(PrintableText.of(delivery.topic()), 1, Integer::sum);
			drop(delivery, DropReason.LISTENER_TOO_LATE);
		});
		logger.warn("Messages are dropped because no listener for them came in time: " + PrintableText.counts(topics));
	}

	// the application has started: what it subscribes to is expected to be there soon
	public void applicationReady() {
		synchronized (this.lock) {
			this.held.applicationReady();
		}
	}

	// what is not acknowledged when the connection ends is sent again
	@Override
	public void acknowledgeAtOnce() {
		this.window.connection().order().end();
	}

	@Override
	public CompletableFuture<@Nullable Void> pause() {
		acknowledgeAtOnce();
		synchronized (this.lock) {
			// a renewal must not hold back what a stop waits for
			return this.open ? this.handlers.pause() : this.handlers.whenIdle();
		}
	}

	@Override
	public void resume() {
		if (this.open) {
			this.handlers.resume();
		}
	}

	// take messages, again if it was stopped before
	public void start() {
		this.handlers.resume();
		this.open = true;
	}

	// what arrives from now on stays unacknowledged, and what was taken is handled; the
	// future completes when nothing is left to do
	public CompletableFuture<@Nullable Void> stop() {
		synchronized (this.lock) {
			this.open = false;
			this.held.clear();
		}
		acknowledgeAtOnce();
		this.handlers.resume();
		return this.handlers.whenIdle();
	}

	// interrupt the running handlers, and leave to the server what waits for them
	public void interrupt() {
		acknowledgeAtOnce();
		this.handlers.interrupt();
	}

	/**
	 * Say how paused handlers are unsubscribed that use up their part of the window.
	 * @param unsubscribe unsubscribes at the server, and leaves the handler as it is;
	 * completes when the server has answered
	 */
	public void onExcessOfPaused(Function<IotSubscription, CompletableFuture<?>> unsubscribe) {
		this.pauses.onExcess(unsubscribe);
	}

	/**
	 * Hold the messages of a subscription, and leave them to the server later.
	 * @param subscription the subscription
	 * @param limit how long to hold them
	 */
	public void pauseHandler(IotSubscription subscription, Duration limit) {
		this.pauses.pause(subscription, this.handlers.of(subscription), limit);
	}

	/**
	 * Hand out the messages of a subscription again.
	 * @param subscription the subscription
	 * @return whether it was unsubscribed
	 */
	public boolean resumeHandler(IotSubscription subscription) {
		return this.pauses.resume(subscription);
	}

	/**
	 * End the pause of a subscription that is given up.
	 * @param subscription the subscription
	 */
	public void givenUp(IotSubscription subscription) {
		this.pauses.end(subscription);
	}

	public HandlerStatus handlerStatus(IotSubscription subscription) {
		List<KeyedTasks> tasks = this.handlers.of(subscription).stream().map(SubscribedHandler::tasks).toList();
		return new HandlerStatus(tasks.stream().mapToInt(KeyedTasks::waiting).sum(),
				tasks.stream().mapToInt(KeyedTasks::running).sum(), this.pauses.state(subscription));
	}

	/**
	 * Number of messages that wait for their handler, or that it handles.
	 * @return the number, a message of several handlers counted for each
	 */
	public int inWork() {
		return this.handlers.inWork();
	}

	/**
	 * Snapshot of what is received and not acknowledged.
	 * @return the status
	 */
	public ReceiveStatus receiveStatus() {
		int waiting = this.held.size();
		int unacknowledged = Math.min(this.window.unacknowledged() + waiting, this.window.maximum());
		return new ReceiveStatus(unacknowledged, this.window.maximum(), this.window.heldBy(), waiting,
				this.dropped.counts());
	}

}
