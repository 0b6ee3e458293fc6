package io.github.iotcustomauth.internal.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.Assert;

/**
 * A topic with variables, whose values cannot add a level or a wildcard. Braces around
 * anything but a name are taken literally.
 *
 * @param value the topic
 */
record TopicTemplate(String value) {

	private static final Pattern VARIABLE = Pattern.compile("\\{([\\p{L}\\p{N}_.-]+)\\}");

	TopicTemplate {
		Assert.notNull(value, "'topic' must not be null");
	}

	/**
	 * Replace the variables.
	 * @param values the values, in the order of the variables
	 * @return the topic, which may still be too long
	 * @throws IllegalArgumentException if the values do not fit; says nothing of them
	 */
	String expand(Object... values) {
		Matcher matcher = VARIABLE.matcher(this.value);
		int variables = count(matcher);
		Assert.isTrue(variables == values.length, () -> "Topic '%s' has %d variables, but there are %d values"
			.formatted(this.value, variables, values.length));
		StringBuilder topic = new StringBuilder();
		int from = 0;
		matcher.reset();
		for (int i = 0; matcher.find(); i++) {
			topic.append(this.value, from, matcher.start());
			topic.append(checked(matcher.group(1), values[i], matcher.start() == 0));
			from = matcher.end();
		}
		return topic.append(this.value, from, this.value.length()).toString();
	}

	private static int count(Matcher matcher) {
		int found = 0;
		while (matcher.find()) {
			found++;
		}
		return found;
	}

	private String checked(String name, Object value, boolean first) {
		check(value != null, name, "must not be null");
		String text = String.valueOf(value);
		check(!text.isEmpty(), name, "must not be empty");
		check(!hasForbidden(text), name, "must not contain '+', '#', '/' or U+0000");
		check(!first || !text.startsWith("$"), name, "must not start with '$': topics that do belong to AWS IoT Core");
		return text;
	}

	private static boolean hasForbidden(String text) {
		return text.indexOf('+') >= 0 || text.indexOf('#') >= 0 || text.indexOf('/') >= 0 || text.indexOf(0) >= 0;
	}

	private void check(boolean valid, String name, String rule) {
		Assert.isTrue(valid, () -> "Variable '%s' of topic '%s' %s".formatted(name, this.value, rule));
	}

}
