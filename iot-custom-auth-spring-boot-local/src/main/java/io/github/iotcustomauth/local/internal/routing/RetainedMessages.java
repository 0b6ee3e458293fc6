package io.github.iotcustomauth.local.internal.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Retained message of each topic, bounded by the number of topics and by the memory of
 * all queues. What does not fit is not retained, and those that are there stay.
 */
public final class RetainedMessages {

	static final int MAX_TOPICS = 5000;

	private static final Log logger = LogFactory.getLog(RetainedMessages.class);

	private final Map<String, RoutedMessage> messages = new HashMap<>();

	private final QueueMemory memory;

	private boolean full;

	RetainedMessages(QueueMemory memory) {
		this.memory = memory;
	}

	/**
	 * Retain a message in place of the former one of its topic; one without a payload
	 * ends the retention.
	 * @param message the message
	 * @param now the current time in nanoseconds
	 */
	void put(RoutedMessage message, long now) {
		if (message.payload().length == 0) {
			remove(message.topic());
		}
		else if (this.messages.containsKey(message.topic()) ? this.memory.hasRoom() : hasRoom(now)) {
			remove(message.topic());
			this.messages.put(message.topic(), message);
			this.memory.hold(message);
		}
	}

	private boolean hasRoom(long now) {
		if (this.messages.size() >= MAX_TOPICS) {
			topics().stream().filter((topic) -> get(topic, now) == null).forEach(this::remove);
		}
		boolean room = this.messages.size() < MAX_TOPICS && this.memory.hasRoom();
		if (!room && !this.full) {
			logger.warn("There are retained messages of " + this.messages.size()
					+ " topics: those of other topics are not retained");
		}
		this.full |= !room;
		return room;
	}

	private void remove(String topic) {
		RoutedMessage removed = this.messages.remove(topic);
		if (removed != null) {
			this.memory.release(removed);
		}
	}

	/**
	 * Return the retained message of a topic.
	 * @param topic the topic
	 * @param now the current time in nanoseconds
	 * @return the message, or {@code null} if there is none or it has expired
	 */
	public @Nullable RoutedMessage get(String topic, long now) {
		RoutedMessage retained = this.messages.get(topic);
		return (retained == null || retained.hasExpired(now)) ? null : retained;
	}

	/**
	 * Return the topics that have a retained message, which may have expired.
	 * @return the topics
	 */
	public List<String> topics() {
		return List.copyOf(this.messages.keySet());
	}

	void clear() {
		this.messages.values().forEach(this.memory::release);
		this.messages.clear();
		this.full = false;
	}

}
