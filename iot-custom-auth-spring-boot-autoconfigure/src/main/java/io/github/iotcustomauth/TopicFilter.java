package io.github.iotcustomauth;

import io.github.iotcustomauth.internal.text.MqttText;
import io.github.iotcustomauth.internal.text.PrintableText;

import org.springframework.util.Assert;

/**
 * MQTT topic filter: a topic with the wildcards {@code +} (one level) and {@code #} (all
 * levels that follow), or a shared subscription {@code $share/<group>/<filter>}.
 * <p>
 * Rules: MQTT 5 sections 4.7 and 4.8.2. AWS IoT Core allows 256 bytes and 7 slashes,
 * {@code $share/<group>/} not counted, and there {@code a/#} does not match {@code a}.
 * Control characters and characters beyond U+FFFF are refused: see
 * {@link IotConnection#publish(IotMessage)}.
 *
 * @param value the text of the filter
 */
public record TopicFilter(String value) {

	private static final String SHARE = "$share/";

	public TopicFilter {
		Assert.notNull(value, "'value' must not be null");
		String filter = withoutShare(value);
		Topics.requireWithinLimits("Topic filter", value, filter);
		MqttText.require("Topic filter", value);
		String[] levels = filter.split("/", -1);
		for (int i = 0; i < levels.length; i++) {
			String level = levels[i];
			Assert.isTrue(level.length() == 1 || (level.indexOf('+') == -1 && level.indexOf('#') == -1),
					() -> "Topic filter '%s': '+' and '#' must stand alone in their level"
						.formatted(PrintableText.of(value)));
			Assert.isTrue(!level.equals("#") || i == levels.length - 1,
					() -> "Topic filter '%s': '#' must be the last level".formatted(PrintableText.of(value)));
		}
	}

	/**
	 * The filter for a text.
	 * @param value the text
	 * @return the filter
	 * @throws IllegalArgumentException if the text is not a valid topic filter
	 */
	public static TopicFilter of(String value) {
		return new TopicFilter(value);
	}

	/**
	 * Whether the filter belongs to a shared subscription.
	 * @return whether it starts with {@code $share/}
	 */
	public boolean isShared() {
		return this.value.startsWith(SHARE);
	}

	/**
	 * Whether messages of a topic are delivered to this filter.
	 * @param topic the topic name
	 * @return whether it matches
	 */
	public boolean matches(String topic) {
		String filter = withoutShare(this.value);
		if (topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
			return false;
		}
		int f = 0;
		int t = 0;
		while (true) {
			int filterEnd = endOfLevel(filter, f);
			int topicEnd = endOfLevel(topic, t);
			boolean wildcard = filterEnd == f + 1 && filter.charAt(f) == '+';
			if (filterEnd == f + 1 && filter.charAt(f) == '#') {
				return true;
			}
			if (!wildcard && !filter.regionMatches(f, topic, t, Math.max(filterEnd - f, topicEnd - t))) {
				return false;
			}
			if (filterEnd == filter.length() || topicEnd == topic.length()) {
				return filterEnd == filter.length() && topicEnd == topic.length();
			}
			f = filterEnd + 1;
			t = topicEnd + 1;
		}
	}

	/**
	 * Whether there are topics that match this filter and another.
	 * @param other the other filter
	 * @return whether they overlap
	 */
	public boolean overlaps(TopicFilter other) {
		String[] mine = withoutShare(this.value).split("/", -1);
		String[] others = withoutShare(other.value).split("/", -1);
		for (int i = 0; i < Math.min(mine.length, others.length); i++) {
			if (mine[i].equals("#") || others[i].equals("#")) {
				return true;
			}
			if (!mine[i].equals(others[i]) && !mine[i].equals("+") && !others[i].equals("+")) {
				return false;
			}
		}
		return mine.length == others.length;
	}

	@Override
	public String toString() {
		return this.value;
	}

	private static int endOfLevel(String text, int from) {
		int slash = text.indexOf('/', from);
		return (slash != -1) ? slash : text.length();
	}

	private static String withoutShare(String value) {
		if (!value.startsWith(SHARE)) {
			return value;
		}
		int slash = value.indexOf('/', SHARE.length());
		String group = (slash != -1) ? value.substring(SHARE.length(), slash) : "";
		boolean complete = !group.isEmpty() && slash + 1 < value.length();
		Assert.isTrue(complete && group.indexOf('+') == -1 && group.indexOf('#') == -1,
				() -> "Topic filter '%s' must have the form '$share/<group>/<filter>'"
					.formatted(PrintableText.of(value)));
		return value.substring(slash + 1);
	}

}
