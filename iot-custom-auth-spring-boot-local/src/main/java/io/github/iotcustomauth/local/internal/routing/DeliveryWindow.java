package io.github.iotcustomauth.local.internal.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Messages with QoS 1 that a session was sent and has not acknowledged, by packet
 * identifier. Those of an earlier connection are sent again before anything else.
 */
final class DeliveryWindow {

	private static final int MAX_PACKET_ID = 65_535;

	private final QueueMemory memory;

	private final Map<Integer, Unacknowledged> messages = new LinkedHashMap<>();

	/** The packet identifiers that the present connection has yet to be sent. */
	private final Deque<Integer> unsent = new ArrayDeque<>();

	private int maximum;

	private int lastPacketId;

	DeliveryWindow(QueueMemory memory) {
		this.memory = memory;
	}

	void open(int receiveMaximum) {
		this.maximum = receiveMaximum;
		this.unsent.clear();
		this.unsent.addAll(this.messages.keySet());
	}

	boolean isFull() {
		return this.messages.size() - this.unsent.size() >= this.maximum;
	}

	boolean hasUnsent() {
		return !this.unsent.isEmpty();
	}

	boolean isEmpty() {
		return this.messages.isEmpty();
	}

	int add(Delivery delivery, @Nullable Consumer<Boolean> completion, long now) {
		do {
			this.lastPacketId = (this.lastPacketId % MAX_PACKET_ID) + 1;
		}
		while (this.messages.containsKey(this.lastPacketId));
		this.memory.hold(delivery.message());
		this.messages.put(this.lastPacketId, new Unacknowledged(delivery, completion, now));
		return this.lastPacketId;
	}

	// Return the next packet identifier to send again, or 0.
	int nextUnsent() {
		Integer packetId = this.unsent.poll();
		while (packetId != null && !this.messages.containsKey(packetId)) {
			packetId = this.unsent.poll();
		}
		return (packetId != null) ? packetId : 0;
	}

	@Nullable Delivery find(int packetId) {
		Unacknowledged found = this.messages.get(packetId);
		return (found != null) ? found.delivery : null;
	}

	// Note that a message is sent now.
	void sent(int packetId, long now) {
		Unacknowledged sent = this.messages.get(packetId);
		if (sent != null) {
			sent.sentAt = now;
		}
	}

	// Give a message another packet identifier, and return it.
	int renumber(int packetId) {
		Unacknowledged renumbered = this.messages.remove(packetId);
		if (renumbered == null) {
			return packetId;
		}
		this.memory.release(renumbered.delivery.message());
		return add(renumbered.delivery, renumbered.completion, renumbered.sentAt);
	}

	// Return whether there was such a message.
	boolean complete(int packetId, boolean acknowledged) {
		Unacknowledged removed = this.messages.remove(packetId);
		if (removed == null) {
			return false;
		}
		this.memory.release(removed.delivery.message());
		if (this.messages.isEmpty()) {
			this.unsent.clear();
		}
		else if (!this.unsent.isEmpty()) {
			this.unsent.remove(packetId);
		}
		if (removed.completion != null) {
			removed.completion.accept(acknowledged);
		}
		return true;
	}

	// Return the packet identifiers of what was sent before a time, oldest first.
	List<Integer> sentBefore(long time) {
		List<Integer> due = new ArrayList<>();
		this.messages.forEach((packetId, message) -> {
			if (message.sentAt - time <= 0) {
				due.add(packetId);
			}
		});
		due.removeAll(this.unsent);
		return due;
	}

	// Fail what is for the present connection only.
	void close() {
		List.copyOf(this.messages.keySet()).forEach((packetId) -> {
			Unacknowledged message = this.messages.get(packetId);
			if (message != null && message.completion != null) {
				complete(packetId, false);
			}
		});
	}

	// Remove and return everything.
	List<Delivery> clear() {
		List<Delivery> deliveries = this.messages.values().stream().map((message) -> message.delivery).toList();
		deliveries.forEach((delivery) -> this.memory.release(delivery.message()));
		this.messages.clear();
		this.unsent.clear();
		return deliveries;
	}

	private static final class Unacknowledged {

		private final Delivery delivery;

		private final @Nullable Consumer<Boolean> completion;

		private long sentAt;

		Unacknowledged(Delivery delivery, @Nullable Consumer<Boolean> completion, long sentAt) {
			this.delivery = delivery;
			this.completion = completion;
			this.sentAt = sentAt;
		}

	}

}
