package io.github.iotcustomauth.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Keeps the last messages, bounded by their number and by the bytes of their payloads,
 * topics and properties.
 */
final class MessageLog {

	static final int CAPACITY = 10_000;

	static final int CAPACITY_BYTES = 16 << 20;

	private final Deque<LocalIotCoreMessage> messages = new ArrayDeque<>();

	private long bytes;

	synchronized void add(LocalIotCoreMessage message) {
		this.messages.addLast(message);
		this.bytes += message.size();
		while (this.messages.size() > CAPACITY || this.bytes > CAPACITY_BYTES) {
			this.bytes -= this.messages.removeFirst().size();
		}
	}

	synchronized List<LocalIotCoreMessage> getMessages() {
		return List.copyOf(this.messages);
	}

	synchronized void clear() {
		this.messages.clear();
		this.bytes = 0;
	}

}
