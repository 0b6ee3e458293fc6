package io.github.iotcustomauth.local.internal.session;

import java.util.function.Consumer;

/**
 * How much a client has sent that the broker has not come to yet. The broker reads faster
 * than it routes, into a queue without a bound: so it gets a mark among the packets now
 * and then, and the client is not read from until the broker has come to it.
 */
final class BrokerBacklog {

	static final int WINDOW_BYTES = 1 << 20;

	/** What a packet takes besides its own bytes. */
	static final int PACKET_BYTES = 512;

	private final Consumer<Runnable> marks;

	/** Since the last mark. */
	private long bytes;

	private boolean marked;

	/**
	 * Create an empty backlog.
	 * @param marks sends a mark, and calls back when the broker has come to it
	 */
	BrokerBacklog(Consumer<Runnable> marks) {
		this.marks = marks;
	}

	// Count a packet of the client, whether the broker gets it or not.
	void add(int packetBytes) {
		this.bytes += packetBytes + PACKET_BYTES;
		markIfFull();
	}

	// Return whether there is more than a window behind a mark.
	boolean isFull() {
		return this.bytes >= WINDOW_BYTES;
	}

	private void markIfFull() {
		if (isFull() && !this.marked) {
			this.marked = true;
			this.bytes = 0;
			this.marks.accept(this::onMark);
		}
	}

	private void onMark() {
		this.marked = false;
		markIfFull();
	}

}
