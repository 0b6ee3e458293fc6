package io.github.iotcustomauth.connection;

import io.github.iotcustomauth.connection.PendingPublish.State;
import org.jspecify.annotations.Nullable;

/**
 * Publishes in the order in which they were accepted, and how far they have been sent. A
 * linked list, because any of them may be the next to leave. Not thread-safe.
 */
final class PublishList {

	private final int maxCount;

	private final long maxBytes;

	private @Nullable PendingPublish head;

	private @Nullable PendingPublish tail;

	// none before it is unsent
	private @Nullable PendingPublish cursor;

	private int count;

	private int inFlight;

	private long bytes;

	PublishList(int maxCount, long maxBytes) {
		this.maxCount = maxCount;
		this.maxBytes = maxBytes;
	}

	boolean hasRoomFor(long bytes) {
		return this.count < this.maxCount && this.bytes + bytes <= this.maxBytes;
	}

	boolean isEmpty() {
		return this.head == null;
	}

	@Nullable PendingPublish first() {
		return this.head;
	}

	/**
	 * Number of publishes that the transport has not answered.
	 * @return the number
	 */
	int inFlight() {
		return this.inFlight;
	}

	void add(PendingPublish publish) {
		if (this.tail == null) {
			this.head = publish;
		}
		else {
			this.tail.next = publish;
			publish.previous = this.tail;
		}
		this.tail = publish;
		publish.listed = true;
		if (this.cursor == null) {
			this.cursor = publish;
		}
		this.count++;
		this.bytes += publish.bytes();
	}

	void remove(PendingPublish publish) {
		if (!publish.listed) {
			return;
		}
		mark(publish, State.UNSENT);
		publish.listed = false;
		if (this.cursor == publish) {
			this.cursor = publish.next;
		}
		if (publish.previous != null) {
			publish.previous.next = publish.next;
		}
		else {
			this.head = publish.next;
		}
		if (publish.next != null) {
			publish.next.previous = publish.previous;
		}
		else {
			this.tail = publish.previous;
		}
		// the application may keep its future, but not the messages of others
		publish.previous = null;
		publish.next = null;
		this.count--;
		this.bytes -= publish.bytes();
	}

	/**
	 * Change the state of a publish. To be followed by {@link #rewind()} when it becomes
	 * unsent.
	 * @param publish the publish
	 * @param state its state
	 */
	void mark(PendingPublish publish, State state) {
		if (publish.listed) {
			this.inFlight += ((state == State.IN_FLIGHT) ? 1 : 0) - ((publish.state == State.IN_FLIGHT) ? 1 : 0);
		}
		publish.state = state;
	}

	/**
	 * Look for unsent publishes from the first one on.
	 */
	void rewind() {
		this.cursor = this.head;
	}

	/**
	 * The next publish to send, which stays the next one until its state changes.
	 * @return the first unsent publish, or {@code null}
	 */
	@Nullable PendingPublish nextUnsent() {
		PendingPublish publish = this.cursor;
		while (publish != null && publish.state != State.UNSENT) {
			publish = publish.next;
		}
		this.cursor = publish;
		return publish;
	}

	/**
	 * The publish that has waited longest for its acknowledgment.
	 * @return the first QoS 1 publish in flight, or {@code null}
	 */
	@Nullable PendingPublish oldestUnanswered() {
		PendingPublish publish = this.head;
		while (publish != null && (publish.state != State.IN_FLIGHT || !publish.isAcknowledged())) {
			publish = publish.next;
		}
		return publish;
	}

	/**
	 * The publish of a topic that has waited longest for the verdict on the topic.
	 * @param topic the topic
	 * @return the publish, or {@code null}
	 */
	@Nullable PendingPublish oldestHeld(String topic) {
		PendingPublish publish = this.head;
		while (publish != null && (publish.state != State.HELD || publish.isDone() || !publish.topic().equals(topic))) {
			publish = publish.next;
		}
		return publish;
	}

	/**
	 * Send the publishes of a topic again in their turn.
	 * @param topic the topic
	 */
	void release(String topic) {
		for (PendingPublish publish = this.head; publish != null; publish = publish.next) {
			if (publish.state == State.HELD && publish.topic().equals(topic)) {
				mark(publish, State.UNSENT);
			}
		}
		rewind();
	}

}
