package io.github.iotcustomauth.local.internal.routing;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Messages with QoS 1 that a session was sent and has not acknowledged, by packet
 * identifier, in the order in which they were last sent. A new connection begins in the
 * original order; what it has not been sent again comes first and does not count.
 */
final class DeliveryWindow {

	private static final int MAX_PACKET_ID = 65_535;

	private final QueueMemory memory;

	private final Map<Integer, Unacknowledged> messages = new LinkedHashMap<>();

	private int maximum;

	private int connection;

	private int unsent;

	private int lastPacketId;

	private long added;

	DeliveryWindow(QueueMemory memory) {
		this.memory = memory;
	}

	void open(int receiveMaximum) {
		this.maximum = receiveMaximum;
		this.connection++;
		this.unsent = this.messages.size();
		List<Unacknowledged> inOrder = this.messages.values()
			.stream()
			.sorted(Comparator.comparingLong(Unacknowledged::order))
			.toList();
		this.messages.clear();
		inOrder.forEach((message) -> this.messages.put(message.packetId(), message));
	}

	boolean isFull() {
		return this.messages.size() - this.unsent >= this.maximum;
	}

	boolean hasUnsent() {
		return this.unsent > 0;
	}

	int size() {
		return this.messages.size();
	}

	// Add a message that is sent now, and return its packet identifier.
	int add(Delivery delivery, @Nullable Consumer<Boolean> completion, long now) {
		int packetId = nextPacketId();
		this.memory.hold(delivery.message());
		this.messages.put(packetId,
				new Unacknowledged(packetId, this.added++, delivery, completion, now, this.connection));
		return packetId;
	}

	private int nextPacketId() {
		do {
			this.lastPacketId = (this.lastPacketId % MAX_PACKET_ID) + 1;
		}
		while (this.messages.containsKey(this.lastPacketId));
		return this.lastPacketId;
	}

	// Return the message that was sent first on the present connection.
	@Nullable Unacknowledged oldestSent() {
		return this.messages.values()
			.stream()
			.filter((message) -> message.connection() == this.connection)
			.findFirst()
			.orElse(null);
	}

	// Return the first message that the present connection was not sent.
	Unacknowledged oldestUnsent() {
		return this.messages.values().iterator().next();
	}

	// Return a message as it is to be sent again now.
	Unacknowledged resend(Unacknowledged oldest, boolean renumber, long now) {
		this.messages.remove(oldest.packetId());
		countSent(oldest);
		int packetId = renumber ? nextPacketId() : oldest.packetId();
		Unacknowledged resent = new Unacknowledged(packetId, oldest.order(), oldest.delivery(), oldest.completion(),
				now, this.connection);
		this.messages.put(packetId, resent);
		return resent;
	}

	private void countSent(Unacknowledged message) {
		if (message.connection() != this.connection) {
			this.unsent--;
		}
	}

	// Return whether there was such a message.
	boolean complete(int packetId, boolean acknowledged) {
		Unacknowledged completed = this.messages.remove(packetId);
		if (completed != null) {
			countSent(completed);
			this.memory.release(completed.delivery().message());
			if (completed.completion() != null) {
				completed.completion().accept(acknowledged);
			}
		}
		return completed != null;
	}

	// Fail direct messages, which are for one connection only.
	void close() {
		List.copyOf(this.messages.values())
			.stream()
			.filter((message) -> message.completion() != null)
			.forEach((message) -> complete(message.packetId(), false));
	}

	// Remove and return everything.
	List<Delivery> clear() {
		List<Delivery> deliveries = this.messages.values().stream().map(Unacknowledged::delivery).toList();
		List.copyOf(this.messages.keySet()).forEach((packetId) -> complete(packetId, false));
		return deliveries;
	}

	/**
	 * A message without PUBACK.
	 *
	 * @param packetId the packet identifier
	 * @param order the place among all messages of the session
	 * @param delivery the message
	 * @param completion is told of the PUBACK of a direct message
	 * @param sentAt when it was last sent
	 * @param connection the connection on which it was last sent
	 */
	record Unacknowledged(int packetId, long order, Delivery delivery, @Nullable Consumer<Boolean> completion,
			long sentAt, int connection) {

	}

}
