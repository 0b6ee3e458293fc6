package io.github.iotcustomauth.local.internal.routing;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Messages with QoS 1 that a session was sent and has not acknowledged, by packet
 * identifier. What the next connection has yet to be sent does not count.
 */
final class DeliveryWindow {

	private static final int MAX_PACKET_ID = 65_535;

	private final QueueMemory memory;

	/** In the order in which they were last sent. */
	private final Map<Integer, Unacknowledged> sent = new LinkedHashMap<>();

	/** In the order in which they were first sent. */
	private final Map<Integer, Unacknowledged> unsent = new LinkedHashMap<>();

	private int maximum;

	private int lastPacketId;

	private long added;

	DeliveryWindow(QueueMemory memory) {
		this.memory = memory;
	}

	void open(int receiveMaximum) {
		this.maximum = receiveMaximum;
	}

	private List<Unacknowledged> inOrder() {
		return Stream.of(this.sent, this.unsent)
			.flatMap((messages) -> messages.values().stream())
			.sorted(Comparator.comparingLong(Unacknowledged::order))
			.toList();
	}

	boolean isFull() {
		return this.sent.size() >= this.maximum;
	}

	boolean hasUnsent() {
		return !this.unsent.isEmpty();
	}

	int sent() {
		return this.sent.size();
	}

	// Add a message that is sent now, and return its packet identifier.
	int add(Delivery delivery, @Nullable Consumer<Boolean> completion, long now) {
		int packetId = nextPacketId();
		this.memory.hold(delivery.message());
		this.sent.put(packetId, new Unacknowledged(packetId, this.added++, delivery, completion, now));
		return packetId;
	}

	private int nextPacketId() {
		do {
			this.lastPacketId = (this.lastPacketId % MAX_PACKET_ID) + 1;
		}
		while (this.sent.containsKey(this.lastPacketId) || this.unsent.containsKey(this.lastPacketId));
		return this.lastPacketId;
	}

	@Nullable Unacknowledged oldestSent() {
		return this.sent.values().stream().findFirst().orElse(null);
	}

	Unacknowledged oldestUnsent() {
		return this.unsent.values().iterator().next();
	}

	// Return a message as it is to be sent again now.
	Unacknowledged resend(Unacknowledged oldest, boolean renumber, long now) {
		remove(oldest.packetId());
		int packetId = renumber ? nextPacketId() : oldest.packetId();
		Unacknowledged resent = new Unacknowledged(packetId, oldest.order(), oldest.delivery(), oldest.completion(),
				now);
		this.sent.put(packetId, resent);
		return resent;
	}

	private @Nullable Unacknowledged remove(int packetId) {
		return (this.unsent.containsKey(packetId) ? this.unsent : this.sent).remove(packetId);
	}

	// Return whether there was such a message.
	boolean complete(int packetId, boolean acknowledged) {
		Unacknowledged completed = remove(packetId);
		if (completed != null) {
			this.memory.release(completed.delivery().message());
			if (completed.completion() != null) {
				completed.completion().accept(acknowledged);
			}
		}
		return completed != null;
	}

	// Fail direct messages, which are for one connection only, and keep the others.
	void close() {
		inOrder().stream()
			.filter((message) -> message.completion() != null)
			.forEach((message) -> complete(message.packetId(), false));
		List<Unacknowledged> kept = inOrder();
		this.sent.clear();
		this.unsent.clear();
		kept.forEach((message) -> this.unsent.put(message.packetId(), message));
	}

	// Remove and return everything, in order.
	List<Delivery> clear() {
		List<Unacknowledged> ended = inOrder();
		ended.forEach((message) -> complete(message.packetId(), false));
		return ended.stream().map(Unacknowledged::delivery).toList();
	}

	/**
	 * A message without PUBACK.
	 *
	 * @param packetId the packet identifier
	 * @param order the place among all messages of the session
	 * @param delivery the message
	 * @param completion is told of the PUBACK of a direct message
	 * @param sentAt when it was last sent
	 */
	record Unacknowledged(int packetId, long order, Delivery delivery, @Nullable Consumer<Boolean> completion,
			long sentAt) {

	}

}
