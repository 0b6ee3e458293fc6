package io.github.iotcustomauth.local.internal.routing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.iotcustomauth.local.internal.rate.Pace;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait, in order, bounded by number and bytes. A full queue drops the new
 * message, as AWS IoT Core does.
 */
final class MessageQueue {

	static final int MAX_MESSAGES = 10_000;

	static final long MAX_BYTES = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 8);

	private static final Log logger = LogFactory.getLog(MessageQueue.class);

	private final String owner;

	private final QueueMemory memory;

	private final Deque<Delivery> deliveries = new ArrayDeque<>();

	/** A full queue is searched for expired messages once a second. */
	private final Pace sweep = new Pace(1);

	private long bytes;

	private boolean dropping;

	MessageQueue(String owner, QueueMemory memory) {
		this.owner = owner;
		this.memory = memory;
	}

	// Add a message, or drop it when the queue is full.
	void add(Delivery delivery, long now) {
		if (isFull() && this.sweep.tryTake(now)) {
			removeExpired(now);
		}
		if (isFull()) {
			warn();
		}
		else if (this.memory.hasRoom()) {
			hold(delivery);
			this.deliveries.addLast(delivery);
		}
	}

	private boolean isFull() {
		return this.deliveries.size() >= MAX_MESSAGES || this.bytes >= MAX_BYTES;
	}

	private void warn() {
		if (!this.dropping) {
			this.dropping = true;
			// clients choose their ids and filters
			logger.warn(MAX_MESSAGES + " messages or " + (MAX_BYTES >> 20) + " MiB wait for "
					+ this.owner.replaceAll("\\p{Cntrl}", "?") + ": new ones are dropped");
		}
	}

	// Put messages back that were taken before those that wait.
	void putBack(List<Delivery> taken) {
		for (int i = taken.size() - 1; i >= 0; i--) {
			hold(taken.get(i));
			this.deliveries.addFirst(taken.get(i));
		}
	}

	// Return the first message that has not expired, without taking it.
	@Nullable Delivery peek(long now) {
		Delivery first = this.deliveries.peekFirst();
		while (first != null && first.message().hasExpired(now)) {
			remove();
			first = this.deliveries.peekFirst();
		}
		return first;
	}

	Delivery remove() {
		Delivery first = this.deliveries.removeFirst();
		release(first);
		this.dropping &= this.deliveries.size() >= MAX_MESSAGES / 2 || this.bytes >= MAX_BYTES / 2;
		return first;
	}

	private void removeExpired(long now) {
		this.deliveries.stream().filter((waiting) -> waiting.message().hasExpired(now)).forEach(this::release);
		this.deliveries.removeIf((waiting) -> waiting.message().hasExpired(now));
	}

	int size() {
		return this.deliveries.size();
	}

	void clear() {
		this.deliveries.forEach(this::release);
		this.deliveries.clear();
	}

	private void hold(Delivery delivery) {
		this.bytes += delivery.message().size();
		this.memory.hold(delivery.message());
	}

	private void release(Delivery delivery) {
		this.bytes -= delivery.message().size();
		this.memory.release(delivery.message());
	}

}
