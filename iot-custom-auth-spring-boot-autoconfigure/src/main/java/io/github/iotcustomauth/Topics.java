package io.github.iotcustomauth;

import java.nio.charset.StandardCharsets;

import io.github.iotcustomauth.internal.text.PrintableText;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * The rules that topic names and topic filters share: MQTT 5 section 4.7, and the limits
 * of AWS IoT Core ("AWS IoT Core message broker and protocol limits and quotas").
 */
final class Topics {

	private static final int MAX_BYTES = 256;

	private static final int MAX_SLASHES = 7;

	// answers to AWS IoT Commands have 8
	private static final String COMMANDS = "$aws/commands/";

	private Topics() {
	}

	static void requireName(String topic) {
		Assert.isTrue(topic.indexOf('+') == -1 && topic.indexOf('#') == -1,
				() -> "Topic '%s' must not contain '+' or '#': they are wildcards of topic filters"
					.formatted(PrintableText.of(topic)));
		requireWithinLimits("Topic", topic, topic);
	}

	// counted: the part of the text that AWS counts against its limits
	static void requireWithinLimits(String what, String text, String counted) {
		Assert.isTrue(!text.isEmpty(), () -> what + " must not be empty");
		Assert.isTrue(text.indexOf('\u0000') == -1, () -> what + " must not contain U+0000");
		if (isShortAscii(counted)) {
			return;
		}
		Assert.isTrue(withoutRule(counted).getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES,
				() -> "%s '%s' is longer than the %d bytes that AWS IoT Core allows".formatted(what,
						PrintableText.of(text), MAX_BYTES));
		Assert.isTrue(
				StringUtils.countOccurrencesOf(withoutRule(counted), "/") <= MAX_SLASHES || text.startsWith(COMMANDS),
				() -> "%s '%s' has more than the %d slashes that AWS IoT Core allows".formatted(what,
						PrintableText.of(text), MAX_SLASHES));
	}

	// most topics are, which needs no copy to find out
	private static boolean isShortAscii(String text) {
		int slashes = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c >= 0x80) {
				return false;
			}
			if (c == '/') {
				slashes++;
			}
		}
		return text.length() <= MAX_BYTES && slashes <= MAX_SLASHES;
	}

	private static String withoutRule(String topic) {
		// Basic Ingest: what comes before the topic proper is not counted
		String prefix = "$aws/rules/";
		int slash = topic.startsWith(prefix) ? topic.indexOf('/', prefix.length()) : -1;
		return (slash != -1) ? topic.substring(slash + 1) : topic;
	}

}
