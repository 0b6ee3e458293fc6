package io.github.iotcustomauth.internal.text;

import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The one place that text from outside passes before it reaches a log line or the message
 * of an exception: topics, topic filters, client ids, property names, reason strings and
 * the messages of exceptions of other libraries. Characters that break or reorder a line
 * are replaced by their escape sequences, and the length is limited, so that the sender
 * of a message can neither forge a log line nor fill the log. Payloads and credentials do
 * not belong into logs in any form.
 * <p>
 * Printable text is returned as it is, and escaping a second time changes nothing.
 */
public final class PrintableText {

	/**
	 * Maximum length of a value, in characters.
	 */
	public static final int MAX_VALUE = 256;

	/**
	 * Maximum length of a line, in characters.
	 */
	public static final int MAX_LINE = 4096;

	private static final int MAX_SHOWN_TOPICS = 20;

	private static final String CUT = "...";

	private PrintableText() {
	}

	/**
	 * A value in printable form, to be put between quotes in a sentence.
	 * @param value the value, shown by its {@code toString()}
	 * @return the text, of at most {@link #MAX_VALUE} characters and an ellipsis
	 */
	public static String of(@Nullable Object value) {
		return printable(String.valueOf(value), MAX_VALUE);
	}

	/**
	 * A sentence in printable form, as a safety net for values that are already part of
	 * it.
	 * @param sentence the sentence
	 * @return the text, of at most {@link #MAX_LINE} characters and an ellipsis
	 */
	public static String line(@Nullable Object sentence) {
		return printable(String.valueOf(sentence), MAX_LINE);
	}

	/**
	 * Numbers of messages by topic, as a part of a sentence.
	 * @param topics number of messages for each topic
	 * @return the text, with 20 topics at most
	 */
	public static String counts(Map<String, Integer> topics) {
		int messages = topics.values().stream().mapToInt(Integer::intValue).sum();
		String shown = topics.entrySet()
			.stream()
			.limit(MAX_SHOWN_TOPICS)
			.map((topic) -> of(topic.getKey()) + "=" + topic.getValue())
			.collect(Collectors.joining(", "));
		return messages + ", by topic: " + shown + ((topics.size() > MAX_SHOWN_TOPICS) ? ", ..." : "");
	}

	private static String printable(String text, int limit) {
		int end = Math.min(text.length(), limit);
		for (int i = 0; i < end; i++) {
			char c = text.charAt(i);
			if (c < ' ' || c > '~') {
				return escaped(text, i, limit);
			}
		}
		return (end < text.length()) ? text.substring(0, end) + CUT : text;
	}

	private static String escaped(String text, int from, int limit) {
		StringBuilder result = new StringBuilder(Math.min(text.length(), limit) + 16).append(text, 0, from);
		int next = from;
		while (next < text.length()) {
			int codePoint = text.codePointAt(next);
			int length = Character.charCount(codePoint);
			String shown = isPrintable(codePoint) ? text.substring(next, next + length) : escape(text, next, length);
			if (result.length() + shown.length() > limit) {
				return result.append(CUT).toString();
			}
			result.append(shown);
			next += length;
		}
		return result.toString();
	}

	private static boolean isPrintable(int codePoint) {
		return switch (Character.getType(codePoint)) {
			// FORMAT has the characters that change the direction of text or are
			// invisible
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				false;
			default -> true;
		};
	}

	private static String escape(String text, int from, int length) {
		StringBuilder escape = new StringBuilder();
		for (int i = from; i < from + length; i++) {
			escape.append("\\u%04X".formatted((int) text.charAt(i)));
		}
		return escape.toString();
	}

}
