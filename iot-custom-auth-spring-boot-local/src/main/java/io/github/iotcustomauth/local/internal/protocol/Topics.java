package io.github.iotcustomauth.local.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.github.iotcustomauth.local.Limit;

/**
 * What AWS IoT Core accepts as topic and as topic filter.
 */
public final class Topics {

	static final String SHARE_PREFIX = "$share/";

	private static final String AWS_PREFIX = "$aws/";

	// its own topics have 8 slashes
	private static final String COMMANDS_PREFIX = AWS_PREFIX + "commands/";

	private static final String UNKNOWN = "', a reserved topic that AWS IoT Core does not have for this";

	private static final Pattern RULE_PREFIX = Pattern.compile("^\\$aws/rules/[^/]+/");

	private Topics() {
	}

	public static boolean isValidTopic(String topic, Limits limits) {
		return !topic.isEmpty() && topic.indexOf('+') < 0 && topic.indexOf('#') < 0 && hasValidSize(topic, limits)
				&& ReservedTopics.mayPublish(topic);
	}

	// Return what to log about an invalid topic: most are invalid in any case.
	public static String explainTopic(String topic) {
		String rule = ReservedTopics.mayPublish(topic) ? "invalid topic" : "'" + topic + UNKNOWN;
		return isValidTopic(topic, Limits.NONE) ? Limit.TOPIC.broken(rule) : rule;
	}

	// Return what to log about a reserved topic that is not there.
	public static String explainReserved(String packet, String topic) {
		return packet + " on '" + topic + UNKNOWN;
	}

	// Return what to log about an invalid filter.
	public static String explainFilter(String filter) {
		String rule = "invalid topic filter";
		return isValidFilter(filter, Limits.NONE) ? Limit.TOPIC.broken(rule) : rule;
	}

	public static boolean isValidFilter(String filter, Limits limits) {
		if (filter.startsWith(SHARE_PREFIX)) {
			int end = filter.indexOf('/', SHARE_PREFIX.length());
			return end > SHARE_PREFIX.length() && isValidShareName(filter.substring(SHARE_PREFIX.length(), end))
					&& isValidPlainFilter(filter.substring(end + 1), limits);
		}
		return isValidPlainFilter(filter, limits);
	}

	// Return whether a topic belongs to AWS: accepted, but nothing behind it is imitated
	// here.
	public static boolean isReserved(String topic) {
		return topic.startsWith("$");
	}

	public static boolean isShared(String filter) {
		return filter.startsWith(SHARE_PREFIX);
	}

	// Return what a member of a group subscribes to, empty when the name of the group
	// does not end.
	static String withoutGroup(String filter) {
		if (!isShared(filter)) {
			return filter;
		}
		int end = filter.indexOf('/', SHARE_PREFIX.length());
		return (end < 0) ? "" : filter.substring(end + 1);
	}

	public static boolean isExact(String filter) {
		return !isShared(filter) && filter.indexOf('+') < 0 && filter.indexOf('#') < 0;
	}

	private static boolean isValidShareName(String name) {
		return name.getBytes(StandardCharsets.UTF_8).length <= Limits.SHARE_NAME_BYTES && name.indexOf('+') < 0
				&& name.indexOf('#') < 0;
	}

	private static boolean isValidPlainFilter(String filter, Limits limits) {
		if (filter.isEmpty() || !hasValidSize(filter, limits)) {
			return false;
		}
		String[] levels = filter.split("/", -1);
		for (int i = 0; i < levels.length; i++) {
			boolean last = i == levels.length - 1;
			if (!isValidLevel(levels[i], last)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isValidLevel(String level, boolean last) {
		if (level.equals("#")) {
			return last;
		}
		return level.equals("+") || (level.indexOf('+') < 0 && level.indexOf('#') < 0);
	}

	private static boolean hasValidSize(String text, Limits limits) {
		String counted = text.startsWith(AWS_PREFIX) ? RULE_PREFIX.matcher(text).replaceFirst("") : text;
		return counted.getBytes(StandardCharsets.UTF_8).length <= limits.topicBytes()
				&& (counted.chars().filter((character) -> character == '/').count() <= limits.topicSlashes()
						|| text.startsWith(COMMANDS_PREFIX));
	}

}
