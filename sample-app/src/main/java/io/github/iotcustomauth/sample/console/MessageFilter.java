package io.github.iotcustomauth.sample.console;

import java.util.Locale;

import io.github.iotcustomauth.TopicFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Messages that a page wants to see.
 *
 * @param topic the topic filter, or {@code null} for every topic
 * @param text what topic or payload have to contain, in lower case; empty for everything
 * @param problem what is wrong with the topic filter, or {@code null} if nothing is
 */
record MessageFilter(@Nullable TopicFilter topic, String text, @Nullable String problem) {

	/**
	 * Filter that every message passes.
	 */
	static final MessageFilter NONE = new MessageFilter(null, "", null);

	static MessageFilter of(@Nullable String topic, @Nullable String text) {
		String contained = (text != null) ? text.toLowerCase(Locale.ROOT) : "";
		if (topic == null || !StringUtils.hasText(topic)) {
			return new MessageFilter(null, contained, null);
		}
		try {
			return new MessageFilter(TopicFilter.of(topic.strip()), contained, null);
		}
		catch (IllegalArgumentException ex) {
			return new MessageFilter(null, contained, ex.getMessage());
		}
	}

	boolean matches(ConsoleMessage message) {
		return this.problem == null && (this.topic == null || this.topic.matches(message.topic()))
				&& (this.text.isEmpty() || contains(message.text()) || contains(message.topic()));
	}

	private boolean contains(String value) {
		return value.toLowerCase(Locale.ROOT).contains(this.text);
	}

}
