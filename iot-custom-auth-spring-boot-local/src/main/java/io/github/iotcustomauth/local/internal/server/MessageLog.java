package io.github.iotcustomauth.local.internal.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.MessageProperties;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last messages, bounded by their number and by the bytes of their payloads,
 * topics and properties.
 */
final class MessageLog {

	static final int CAPACITY = 10_000;

	static final int CAPACITY_BYTES = 16 << 20;

	/** What an empty one takes: a packet may have tens of thousands. */
	private static final int USER_PROPERTY_BYTES = 100;

	private final Deque<LocalIotCoreMessage> messages = new ArrayDeque<>();

	private long bytes;

	synchronized void add(LocalIotCoreMessage message) {
		this.messages.addLast(message);
		this.bytes += size(message);
		while (this.messages.size() > CAPACITY || this.bytes > CAPACITY_BYTES) {
			this.bytes -= size(this.messages.removeFirst());
		}
	}

	synchronized List<LocalIotCoreMessage> getMessages() {
		return List.copyOf(this.messages);
	}

	synchronized void clear() {
		this.messages.clear();
		this.bytes = 0;
	}

	// Return about how many bytes of memory a message takes.
	private static long size(LocalIotCoreMessage message) {
		MessageProperties properties = message.properties();
		long size = message.payloadSize();
		size += message.clientId().length() + message.topic().length();
		size += size(properties.contentType()) + size(properties.responseTopic());
		byte[] correlationData = properties.correlationData();
		size += (correlationData != null) ? correlationData.length : 0;
		for (MessageProperties.UserProperty property : properties.userProperties()) {
			size += USER_PROPERTY_BYTES + property.name().length() + property.value().length();
		}
		return size;
	}

	private static long size(@Nullable String text) {
		return (text != null) ? text.length() : 0;
	}

}
