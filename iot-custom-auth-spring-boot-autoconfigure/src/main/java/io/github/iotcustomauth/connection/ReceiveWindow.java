package io.github.iotcustomauth.connection;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import org.jspecify.annotations.Nullable;

/**
 * The received messages of a connection: the bytes that are in work, and how much of the
 * receive maximum, which is one for all subscriptions, is not acknowledged. Thread-safe.
 */
final class ReceiveWindow {

	// for QoS 0 messages, and QoS 1 messages may use as much again
	private static final long MAX_BYTES = 16 * 1024 * 1024;

	// the memory of a message without payload
	private static final int OVERHEAD = 200;

	private final int maximum;

	private final AtomicLong bytes = new AtomicLong();

	private volatile Connection connection = new Connection();

	ReceiveWindow(int maximum) {
		this.maximum = maximum;
	}

	static int bytes(IotMessage message) {
		byte[] correlationData = message.correlationData();
		int bytes = OVERHEAD + message.payload().length + message.topic().length()
				+ ((correlationData != null) ? correlationData.length : 0);
		for (IotMessage.UserProperty property : message.userProperties()) {
			bytes += property.name().length() + property.value().length();
		}
		return bytes;
	}

	/**
	 * Begin anew: the server counts for each network connection.
	 */
	void connected() {
		this.connection = new Connection();
	}

	Connection connection() {
		return this.connection;
	}

	boolean hasRoomFor(IotMessage message) {
		return this.bytes.get() + bytes(message) <= ((message.qos() == Qos.AT_LEAST_ONCE) ? 2 * MAX_BYTES : MAX_BYTES);
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
			.max(Comparator.comparing(Map.Entry::getValue))
			.map((entry) -> entry.getKey().subscription().name())
			.orElse(null);
	}

	/**
	 * The messages of one network connection.
	 */
	final class Connection {

		private final AtomicInteger unacknowledged = new AtomicInteger();

		private final Map<SubscribedHandler, Integer> byHandler = new ConcurrentHashMap<>();

		private Connection() {
		}

		void received(Delivery delivery) {
			ReceiveWindow.this.bytes.addAndGet(bytes(delivery.message()));
			if (delivery.isAcknowledged()) {
				this.unacknowledged.incrementAndGet();
			}
		}

		void handedTo(SubscribedHandler handler) {
			this.byHandler.merge(handler, 1, Integer::sum);
		}

		void acknowledgedBy(SubscribedHandler handler) {
			this.byHandler.computeIfPresent(handler, (present, count) -> (count > 1) ? count - 1 : null);
		}

		void acknowledged(Delivery delivery) {
			if (delivery.isAcknowledged()) {
				this.unacknowledged.decrementAndGet();
			}
		}

		void finished(Delivery delivery) {
			ReceiveWindow.this.bytes.addAndGet(-bytes(delivery.message()));
		}

	}

}
