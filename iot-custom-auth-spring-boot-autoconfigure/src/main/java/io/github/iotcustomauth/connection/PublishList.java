package io.github.iotcustomauth.connection;

import io.github.iotcustomauth.IotMessage;
import org.jspecify.annotations.Nullable;

/**
 * Publishes in the order in which they were accepted, and how far they have been sent
 * again. A linked list, because any of them may be the next to leave. Not thread-safe.
 */
final class PublishList {

	private final int maxCount;

	private final long maxBytes;

	private @Nullable PendingPublish head;

	private @Nullable PendingPublish tail;

	// the first that waits to be sent again
	private @Nullable PendingPublish cursor;

	private int count;

	private long bytes;

	PublishList(int maxCount, long maxBytes) {
		this.maxCount = maxCount;
		this.maxBytes = maxBytes;
	}

	boolean hasRoomFor(IotMessage message) {
		return this.count < this.maxCount && this.bytes + PendingPublish.bytes(message) <= this.maxBytes;
	}

	boolean isEmpty() {
		return this.head == null;
	}

	/**
	 * Append a publish, to be sent by the caller.
	 * @param publish the publish
	 */
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
		this.count++;
		this.bytes += PendingPublish.bytes(publish.message());
	}

	/**
	 * Append a publish, to be sent after those that wait to be sent again.
	 * @param publish the publish
	 */
	void addUnsent(PendingPublish publish) {
		add(publish);
		if (this.cursor == null) {
			this.cursor = publish;
		}
	}

	void remove(PendingPublish publish) {
		if (!publish.listed) {
			return;
		}
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
		this.count--;
		this.bytes -= PendingPublish.bytes(publish.message());
	}

	@Nullable PendingPublish removeFirst() {
		PendingPublish first = this.head;
		if (first != null) {
			remove(first);
		}
		return first;
	}

	/**
	 * Send all of them again.
	 */
	void rewind() {
		this.cursor = this.head;
	}

	/**
	 * Whether there are some to be sent.
	 * @return whether there are
	 */
	boolean hasUnsent() {
		return this.cursor != null;
	}

	@Nullable PendingPublish nextUnsent() {
		PendingPublish publish = this.cursor;
		if (publish != null) {
			this.cursor = publish.next;
		}
		return publish;
	}

}
