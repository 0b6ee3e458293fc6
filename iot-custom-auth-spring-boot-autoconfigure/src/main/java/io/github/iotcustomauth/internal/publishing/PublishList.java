package io.github.iotcustomauth.internal.publishing;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.iotcustomauth.internal.publishing.PendingPublish.State;
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

	private int held;

	private long bytes;

	PublishList(int maxCount, long maxBytes) {
		this.maxCount = maxCount;
		this.maxBytes = maxBytes;
	}

	boolean hasRoomFor(long bytes) {
		return this.count == 0 || (this.count < this.maxCount && this.bytes + bytes <= this.maxBytes);
	}

	/**
	 * Whether so much has left that it is worth while to get more.
	 * @param wanted how many publishes are wanted at once
	 * @return the number that there is room for, if they are small, or 0
	 */
	int room(int wanted) {
		int room = (this.bytes <= this.maxBytes - this.maxBytes / 4) ? this.maxCount - this.count : 0;
		return (room >= Math.min(wanted, (this.maxCount + 1) / 2)) ? Math.min(wanted, room) : 0;
	}

	boolean isEmpty() {
		return this.head == null;
	}

	int count() {
		return this.count;
	}

	long bytes() {
		return this.bytes;
	}

	@Nullable PendingPublish first() {
		return this.head;
	}

	/**
	 * All publishes, which may leave the list meanwhile.
	 * @return a copy
	 */
	List<PendingPublish> all() {
		return Stream.iterate(this.head, Objects::nonNull, (publish) -> publish.next).toList();
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
			this.inFlight += difference(publish, state, State.IN_FLIGHT);
			this.held += difference(publish, state, State.HELD);
		}
		publish.state = state;
	}

	private static int difference(PendingPublish publish, State next, State counted) {
		return ((next == counted) ? 1 : 0) - ((publish.state == counted) ? 1 : 0);
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
		this.cursor = first(this.cursor, (publish) -> publish.state == State.UNSENT);
		return this.cursor;
	}

	private static @Nullable PendingPublish first(@Nullable PendingPublish from, Predicate<PendingPublish> condition) {
		PendingPublish publish = from;
		while (publish != null && !condition.test(publish)) {
			publish = publish.next;
		}
		return publish;
	}

	/**
	 * The publish that has waited longest for its acknowledgment.
	 * @return the first QoS 1 publish in flight, or {@code null}
	 */
	@Nullable PendingPublish oldestUnanswered() {
		return first(this.head, (publish) -> publish.state == State.IN_FLIGHT && publish.isAcknowledged());
	}

	/**
	 * The publish of a topic that has waited longest for the verdict on the topic.
	 * @param topic the topic
	 * @return the publish, or {@code null}
	 */
	@Nullable PendingPublish oldestHeld(String topic) {
		return (this.held > 0) ? first(this.head,
				(publish) -> publish.state == State.HELD && !publish.isGivenUp() && publish.topic().equals(topic))
				: null;
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
