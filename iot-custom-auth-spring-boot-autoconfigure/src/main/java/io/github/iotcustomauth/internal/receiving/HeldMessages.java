package io.github.iotcustomauth.internal.receiving;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

import io.github.iotcustomauth.internal.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a kept session, and direct messages, that arrived before their subscriber,
 * held without acknowledgment. Bounded by count and time. Guarded by its user.
 */
final class HeldMessages {

	private static final Duration AFTER_CONNACK = Duration.ofSeconds(60);

	private static final Duration AFTER_READY = Duration.ofSeconds(20);

	private final Engine engine;

	private final int maximum;

	private final Runnable expired;

	private final Deque<Delivery> held = new ArrayDeque<>();

	private volatile int size;

	private long deadline;

	private boolean open;

	private @Nullable Long readyUntil;

	private Engine.@Nullable Timer timer;

	HeldMessages(Engine engine, int maximum, Runnable expired) {
		this.engine = engine;
		this.maximum = maximum;
		this.expired = expired;
	}

	/**
	 * Begin to hold messages of a connection. In a session that the server has kept it
	 * sends again what was held before; of another one there is no other copy.
	 * @param session the session
	 */
	void begin(Object session) {
		release((delivery) -> delivery.isSentAgainIn(session));
		this.open = true;
		this.deadline = this.engine.nanoTime() + AFTER_CONNACK.toNanos();
		schedule();
	}

	// the application is ready, so that subscribers are not expected much longer
	void applicationReady() {
		this.readyUntil = this.engine.nanoTime() + AFTER_READY.toNanos();
		if (this.open) {
			schedule();
		}
	}

	private void schedule() {
		if (this.readyUntil != null && this.readyUntil - this.deadline < 0) {
			this.deadline = this.readyUntil;
		}
		cancel();
		this.timer = this.engine.schedule(this.expired, Duration.ofNanos(this.deadline - this.engine.nanoTime()));
	}

	private void cancel() {
		if (this.timer != null) {
			this.timer.cancel();
		}
	}

	// tells whether there was time and room for the message
	boolean hold(Delivery delivery) {
		if (!this.open || !delivery.isAcknowledged() || this.size >= this.maximum || isOver()) {
			return false;
		}
		// its subscriber may never come
		delivery.leave();
		this.held.add(delivery);
		this.size = this.held.size();
		return true;
	}

	private boolean isOver() {
		return this.engine.nanoTime() - this.deadline >= 0;
	}

	// takes those out, in order, that can be handed over
	void release(Predicate<Delivery> handedOver) {
		this.held.removeIf(handedOver);
		// afterwards, so that a message that finds none held is behind all of them
		this.size = this.held.size();
	}

	// take out all messages whose time is over
	List<Delivery> expire() {
		if (!isOver()) {
			return List.of();
		}
		List<Delivery> all = new ArrayList<>(this.held);
		clear();
		return all;
	}

	// hold no more, and let those that are held stay unacknowledged
	void clear() {
		this.open = false;
		cancel();
		this.held.clear();
		this.size = 0;
	}

	int size() {
		return this.size;
	}

}
