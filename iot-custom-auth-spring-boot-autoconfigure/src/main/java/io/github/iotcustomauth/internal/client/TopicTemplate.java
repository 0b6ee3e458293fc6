package io.github.iotcustomauth.internal.client;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.Assert;

/**
 * A topic with variables, whose values cannot add a level or a wildcard. Braces around
 * anything but a name are taken literally. Immutable.
 */
final class TopicTemplate {

	private static final Pattern VARIABLE = Pattern.compile("\\{([\\p{L}\\p{N}_.-]+)\\}");

	private final String text;

	private final List<String> names = new ArrayList<>();

	// what is around the variables, one more than there are names
	private final List<String> literals = new ArrayList<>();

	TopicTemplate(String text) {
		Assert.notNull(text, "'topic' must not be null");
		this.text = text;
		int from = 0;
		Matcher matcher = VARIABLE.matcher(text);
		while (matcher.find()) {
			this.literals.add(text.substring(from, matcher.start()));
			this.names.add(matcher.group(1));
			from = matcher.end();
		}
		this.literals.add(text.substring(from));
	}

	/**
	 * Replace the variables.
	 * @param values the values, in the order of the variables
	 * @return the topic, which may still be too long
	 * @throws IllegalArgumentException if the values do not fit; says nothing of them
	 */
	String expand(Object... values) {
		Assert.isTrue(this.names.size() == values.length, () -> "Topic '%s' has %d variables, but there are %d values"
			.formatted(this.text, this.names.size(), values.length));
		StringBuilder topic = new StringBuilder(this.literals.get(0));
		for (int i = 0; i < values.length; i++) {
			topic.append(checked(this.names.get(i), values[i], topic.isEmpty()));
			topic.append(this.literals.get(i + 1));
		}
		return topic.toString();
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
		Assert.isTrue(valid, () -> "Variable '%s' of topic '%s' %s".formatted(name, this.text, rule));
	}

}
