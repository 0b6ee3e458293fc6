package io.github.iotcustomauth.internal.receiving;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.QueuedTask;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Handlers that are paused by an operator. Their messages are held without
 * acknowledgment, for a limited time, and then left to the server. Since the receive
 * maximum is one for all handlers, paused ones may use a part of it. When it is used up,
 * they are unsubscribed, so that the others go on. Thread-safe.
 */
final class HandlerPauses {

	private static final Log logger = LogFactory.getLog(HandlerPauses.class);

	/**
	 * How much of the receive maximum is used by paused handlers: one of so many parts.
	 */
	static final int PART_OF_MAXIMUM = 4;

	// the part with what arrives all the same
	private static final int PART_BEFORE_DROPS = 2;

	// the server may have queued messages before it removed the subscription; it begins
	// to send copies of those that were left later than that
	private static final Duration TIME_TO_DRAIN = Duration.ofSeconds(20);

	private final ReceiveWindow window;

	private final Engine engine;

	private final RedeliveryRequest redelivery;

	private final DroppedMessages dropped;

	private final Map<IotSubscription, Pause> pauses = new ConcurrentHashMap<>();

	private volatile Function<IotSubscription, CompletableFuture<?>> unsubscribe = (subscription) -> CompletableFuture
		.completedFuture(null);

	HandlerPauses(ReceiveWindow window, Engine engine, RedeliveryRequest redelivery, DroppedMessages dropped) {
		this.window = window;
		this.engine = engine;
		this.redelivery = redelivery;
		this.dropped = dropped;
	}

	/**
	 * Say how to unsubscribe.
	 * @param unsubscribe unsubscribes at the server, and leaves the handler as it is;
	 * completes when the server has answered
	 */
	void onExcess(Function<IotSubscription, CompletableFuture<?>> unsubscribe) {
		this.unsubscribe = unsubscribe;
	}

	/**
	 * Pause the handlers of a subscription. Does nothing if they are paused.
	 * @param subscription the subscription
	 * @param handlers its handlers
	 * @param limit how long to hold messages
	 */
	void pause(IotSubscription subscription, Collection<SubscribedHandler> handlers, Duration limit) {
		Pause added = new Pause(subscription, handlers,
				() -> unacknowledged() > this.window.maximum() / PART_BEFORE_DROPS, this.dropped);
		if (this.pauses.putIfAbsent(subscription, added) != null) {
			return;
		}
		handlers.forEach((handler) -> handler.pause(added));
		added.timer = this.engine.schedule(() -> leaveToServer(added), limit);
		logger.info("Listener '" + subscription.name() + "' is paused");
	}

	/**
	 * End a pause, and request what was left to the server.
	 * @param subscription the subscription
	 * @return whether the subscription was unsubscribed
	 */
	boolean resume(IotSubscription subscription) {
		Pause ended = end(subscription);
		if (ended == null) {
			return false;
		}
		if (ended.left) {
			requestLeft();
		}
		logger.info("Listener '" + subscription.name() + "' is resumed");
		return ended.state == PauseState.UNSUBSCRIBED;
	}

	/**
	 * End a pause because the subscription ends.
	 * @param subscription the subscription
	 * @return the pause, or {@code null} if there was none
	 */
	@Nullable Pause end(IotSubscription subscription) {
		Pause ended = this.pauses.remove(subscription);
		if (ended != null) {
			ended.cancel();
			ended.handlers.forEach(SubscribedHandler::resume);
		}
		return ended;
	}

	private void requestLeft() {
		this.redelivery.want();
		this.redelivery.roomAgain();
	}

	@Nullable PauseState state(IotSubscription subscription) {
		Pause present = this.pauses.get(subscription);
		return (present != null) ? present.state : null;
	}

	/**
	 * Leave out handlers without a subscription where others take the message.
	 * @param receivers the handlers that match a message
	 * @return those that get it
	 */
	Collection<SubscribedHandler> select(Collection<SubscribedHandler> receivers) {
		if (this.pauses.isEmpty() || receivers.size() < 2) {
			return receivers;
		}
		List<SubscribedHandler> subscribed = receivers.stream()
			.filter((receiver) -> !isUnsubscribed(receiver))
			.toList();
		return subscribed.isEmpty() ? receivers : subscribed;
	}

	private static boolean isUnsubscribed(SubscribedHandler handler) {
		Pause present = handler.pause();
		return present != null && present.state == PauseState.UNSUBSCRIBED;
	}

	/**
	 * Keep paused handlers within their part. To be called when they have got a message.
	 * @param receivers the handlers that have
	 */
	void received(Collection<SubscribedHandler> receivers) {
		if (this.pauses.isEmpty()) {
			return;
		}
		for (SubscribedHandler receiver : receivers) {
			Pause paused = receiver.pause();
			if (paused != null && unacknowledged() >= this.window.maximum() / PART_OF_MAXIMUM) {
				exceeded(paused);
			}
		}
	}

	private int unacknowledged() {
		return this.window.connection().unacknowledgedByPaused();
	}

	private void exceeded(Pause pause) {
		leaveToServer(pause);
		synchronized (pause) {
			if (pause.state == PauseState.UNSUBSCRIBED) {
				return;
			}
			pause.flooding = true;
			pause.state = PauseState.UNSUBSCRIBED;
		}
		logger.warn("Listener '" + pause.subscription.name()
				+ "' is paused and has been unsubscribed, so that others go on: its messages used up a quarter of the "
				+ "receive maximum");
		this.engine.execute(() -> unsubscribe(pause));
	}

	private void unsubscribe(Pause pause) {
		// or else it was resumed meanwhile
		if (this.pauses.get(pause.subscription) == pause) {
			this.unsubscribe.apply(pause.subscription)
				.whenComplete((nothing, ex) -> this.engine.schedule(() -> pause.flooding = false, TIME_TO_DRAIN));
		}
	}

	// a QoS 0 message is dropped, since the server does not keep it
	private void leaveToServer(Pause pause) {
		synchronized (pause) {
			if (pause.state != PauseState.HOLDING) {
				return;
			}
			pause.state = PauseState.LEFT_TO_SERVER;
		}
		pause.cancel();
		logger.warn("Listener '" + pause.subscription.name() + "' is paused and leaves its messages to the server");
		pause.handlers.forEach((handler) -> handler.tasks().drop((task) -> {
			left(pause, task);
			return true;
		}));
	}

	private void left(Pause pause, QueuedTask task) {
		if (task.isReserved()) {
			pause.left = true;
		}
		else {
			this.dropped.bySubscription(pause.subscription.name());
		}
	}

	/**
	 * A paused handler has not taken a QoS 1 message.
	 * @param handler the handler
	 * @return whether it is paused
	 */
	boolean isLeft(SubscribedHandler handler) {
		Pause present = handler.pause();
		if (present == null) {
			return false;
		}
		present.left = true;
		// resumed meanwhile
		if (this.pauses.get(present.subscription) != present) {
			requestLeft();
		}
		return true;
	}

	/**
	 * Pause of a subscription.
	 */
	static final class Pause {

		private final IotSubscription subscription;

		private final Collection<SubscribedHandler> handlers;

		private volatile PauseState state = PauseState.HOLDING;

		private volatile boolean left;

		private volatile boolean flooding;

		private final BooleanSupplier excessive;

		private final DroppedMessages dropped;

		private volatile Engine.@Nullable Timer timer;

		private Pause(IotSubscription subscription, Collection<SubscribedHandler> handlers, BooleanSupplier excessive,
				DroppedMessages dropped) {
			this.subscription = subscription;
			this.handlers = handlers;
			this.excessive = excessive;
			this.dropped = dropped;
		}

		/**
		 * Whether the server still sends so much that others would not get anything.
		 * @return whether to drop a message
		 */
		boolean isFlooding() {
			return this.flooding && this.excessive.getAsBoolean();
		}

		// as if it had been published after the subscription was removed
		void drop(DeliveryPart part) {
			this.dropped.bySubscription(this.subscription.name());
			part.acknowledge();
		}

		boolean isHolding() {
			return this.state == PauseState.HOLDING;
		}

		private void cancel() {
			Engine.Timer present = this.timer;
			if (present != null) {
				present.cancel();
			}
		}

	}

}
