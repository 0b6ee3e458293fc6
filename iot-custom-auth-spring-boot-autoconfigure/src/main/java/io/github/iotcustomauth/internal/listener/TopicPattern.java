package io.github.iotcustomauth.internal.listener;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.iotcustomauth.TopicFilter;

import org.springframework.util.Assert;

/**
 * Topic filter whose levels may have names: {@code devices/{id}/telemetry} is
 * {@code devices/+/telemetry}, where the second level is the {@code id}.
 */
final class TopicPattern {

	private static final Pattern NAMED = Pattern.compile("\\{([\\p{L}\\p{N}_.-]+)}");

	private final String text;

	private final TopicFilter filter;

	private final TopicFilter unshared;

	private final Map<String, Integer> levels;

	private TopicPattern(String text, TopicFilter filter, TopicFilter unshared, Map<String, Integer> levels) {
		this.text = text;
		this.filter = filter;
		this.unshared = unshared;
		this.levels = levels;
	}

	/**
	 * Parse a pattern.
	 * @param text the text
	 * @param group the name of the shared subscription, or an empty text
	 * @return the pattern
	 * @throws IllegalArgumentException if it is not a valid topic filter with names
	 */
	static TopicPattern parse(String text, String group) {
		Assert.isTrue(!text.startsWith("$share/"),
				() -> "Topic '%s' must not start with '$share/': set 'group'".formatted(text));
		Map<String, Integer> levels = new LinkedHashMap<>();
		String[] filter = text.split("/", -1);
		for (int i = 0; i < filter.length; i++) {
			Matcher named = NAMED.matcher(filter[i]);
			if (named.matches()) {
				Integer present = levels.put(named.group(1), i);
				Assert.isTrue(present == null, () -> "Topic '%s' has two levels with the same name".formatted(text));
				filter[i] = "+";
			}
			else {
				Assert.isTrue(!filter[i].contains("{"), () -> ("Topic '%s': a named level has to be a level "
						+ "of its own, '{name}', of letters, digits, '_', '.' and '-'")
					.formatted(text));
			}
		}
		String unshared = String.join("/", filter);
		return new TopicPattern(text, TopicFilter.of(group.isEmpty() ? unshared : "$share/" + group + "/" + unshared),
				TopicFilter.of(unshared), levels);
	}

	TopicFilter filter() {
		return this.filter;
	}

	Set<String> names() {
		return this.levels.keySet();
	}

	boolean matches(String topic) {
		return this.unshared.matches(topic);
	}

	/**
	 * The named levels of a topic that matches.
	 * @param topic the topic
	 * @return the levels by name
	 */
	Map<String, String> variables(String topic) {
		if (this.levels.isEmpty()) {
			return Map.of();
		}
		Map<String, String> variables = new LinkedHashMap<>();
		this.levels.forEach((name, level) -> variables.put(name, level(topic, level)));
		return variables;
	}

	private static String level(String topic, int number) {
		int start = 0;
		for (int i = 0; i < number; i++) {
			start = topic.indexOf('/', start) + 1;
		}
		int end = topic.indexOf('/', start);
		return topic.substring(start, (end != -1) ? end : topic.length());
	}

	/**
	 * Put the named levels into a template.
	 * @param template the text with {@code {name}}s
	 * @param variables the levels by name
	 * @return the text
	 * @throws IllegalArgumentException if a name is unknown
	 */
	static String expand(String template, Map<String, String> variables) {
		String topic = NAMED.matcher(template).replaceAll((named) -> {
			String value = variables.get(named.group(1));
			Assert.notNull(value, () -> "'%s' names the level '%s', which the topics of the listener do not have"
				.formatted(template, named.group(1)));
			return Matcher.quoteReplacement(value);
		});
		Assert.isTrue(topic.startsWith("$") == template.startsWith("$"),
				() -> "'%s' must not become a topic that starts with '$'".formatted(template));
		return topic;
	}

	/**
	 * The pattern that a topic matches first.
	 * @param patterns the patterns
	 * @param topic the topic
	 * @return its text, or an empty text if there is none
	 */
	static String textOf(List<TopicPattern> patterns, String topic) {
		// not as a stream: it is called for each observed message
		for (TopicPattern pattern : patterns) {
			if (pattern.matches(topic)) {
				return pattern.text;
			}
		}
		return "";
	}

	@Override
	public String toString() {
		return this.filter.toString();
	}

}
