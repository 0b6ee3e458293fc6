package io.github.iotcustomauth.local.internal.routing;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Memory of all queues together: half of the heap at most. A message that waits in
 * several queues counts once.
 */
final class QueueMemory {

	private static final Log logger = LogFactory.getLog(QueueMemory.class);

	private final long maxBytes;

	private long bytes;

	private boolean full;

	QueueMemory(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	// Return whether another message fits.
	boolean hasRoom() {
		boolean room = this.bytes < this.maxBytes;
		if (!room && !this.full) {
			logger.warn("Messages that wait for clients fill half of the heap, " + (this.maxBytes >> 20)
					+ " MiB: new ones are dropped until sessions are resumed or end");
		}
		this.full = !room || (this.full && this.bytes > this.maxBytes / 2);
		return room;
	}

	void hold(RoutedMessage message) {
		if (message.hold()) {
			this.bytes += message.size();
		}
	}

	void release(RoutedMessage message) {
		if (message.release()) {
			this.bytes -= message.size();
		}
	}

	long bytes() {
		return this.bytes;
	}

}
