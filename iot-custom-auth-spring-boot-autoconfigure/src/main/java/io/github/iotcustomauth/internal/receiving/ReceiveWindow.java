package io.github.iotcustomauth.internal.receiving;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.iotcustomauth.internal.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * The received messages of a connection: the bytes that are in work, and how much of the
 * receive maximum, which is one for all subscriptions, is not acknowledged. Thread-safe.
 */
final class ReceiveWindow {

	// for QoS 0 messages, and QoS 1 messages may use as much again
	private static final long MAX_BYTES = 16 * 1024 * 1024;

	private final int maximum;

	private final Engine engine;

	private final AtomicLong bytes = new AtomicLong();

	private volatile Connection connection;

	ReceiveWindow(int maximum, Engine engine) {
		this.maximum = maximum;
		this.engine = engine;
		this.connection = new Connection(new Object());
	}

	// begin anew: the server counts for each network connection
	void connected(boolean sessionPresent) {
		this.connection = new Connection(sessionPresent ? this.connection.session : new Object());
	}

	Connection connection() {
		return this.connection;
	}

	boolean hasRoomFor(Delivery delivery) {
		return this.bytes.get() + delivery.bytes() <= (delivery.isAcknowledged() ? 2 * MAX_BYTES : MAX_BYTES);
	}

	int maximum() {
		return this.maximum;
	}

	int unacknowledged() {
		return Math.min(this.connection.unacknowledged.get(), this.maximum);
	}

	/**
	 * The subscription that holds the window.
	 * @return the name of the subscription with the most messages without acknowledgment,
	 * {@code null} while less than nine tenths of the receive maximum are used
	 */
	@Nullable String heldBy() {
		if (10L * unacknowledged() < 9L * this.maximum) {
			return null;
		}
		return this.connection.byHandler.entrySet()
			.stream()
			.max(Map.Entry.comparingByValue())
			.map((entry) -> entry.getKey().subscription().name())
			.orElse(null);
	}

	/**
	 * The messages of one network connection. QoS 0 messages take no part of the receive
	 * maximum.
	 */
	final class Connection {

		private final Object session;

		private final AcknowledgmentOrder order = new AcknowledgmentOrder(ReceiveWindow.this.engine,
				ReceiveWindow.this.maximum);

		private final AtomicInteger unacknowledged = new AtomicInteger();

		private final Map<SubscribedHandler, Integer> byHandler = new ConcurrentHashMap<>();

		private Connection(Object session) {
			this.session = session;
		}

		Object session() {
			return this.session;
		}

		AcknowledgmentOrder order() {
			return this.order;
		}

		void received(Delivery delivery) {
			ReceiveWindow.this.bytes.addAndGet(delivery.bytes());
			if (delivery.isAcknowledged()) {
				this.unacknowledged.incrementAndGet();
			}
		}

		int unacknowledgedByPaused() {
			return this.byHandler.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().pause() != null)
				.mapToInt(Map.Entry::getValue)
				.sum();
		}

		void handedTo(SubscribedHandler handler, Delivery delivery) {
			if (delivery.isAcknowledged()) {
				this.byHandler.merge(handler, 1, Integer::sum);
			}
		}

		void acknowledgedBy(SubscribedHandler handler, Delivery delivery) {
			if (delivery.isAcknowledged()) {
				this.byHandler.computeIfPresent(handler, (present, count) -> (count > 1) ? count - 1 : null);
			}
		}

		void acknowledged(Delivery delivery) {
			if (delivery.isAcknowledged()) {
				this.unacknowledged.decrementAndGet();
			}
		}

		void finished(Delivery delivery) {
			ReceiveWindow.this.bytes.addAndGet(-delivery.bytes());
		}

	}

}
