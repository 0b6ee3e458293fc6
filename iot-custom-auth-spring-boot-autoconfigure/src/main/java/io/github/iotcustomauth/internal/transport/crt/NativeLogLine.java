package io.github.iotcustomauth.internal.transport.crt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * One line of the native library's log.
 *
 * @param level the level
 * @param subject the part of the native library, such as {@code mqtt5-client}
 * @param origin time and native thread, as the native library writes them
 * @param text the text, with secrets
 */
record NativeLogLine(LogLevel level, String subject, String origin, String text) {

	private static final Pattern FORMAT = Pattern.compile("\\[(FATAL|ERROR|WARN|INFO|DEBUG|TRACE)] "
			+ "(\\[[^]]{1,40}] \\[[^]]{1,40}]) \\[([A-Za-z0-9-]{1,40})] - (.*)", Pattern.DOTALL);

	/**
	 * Parse a line.
	 * @param line the line
	 * @return its parts, or {@code null} if it is the continuation of another one
	 */
	static @Nullable NativeLogLine parse(String line) {
		Matcher matcher = FORMAT.matcher(line);
		if (!matcher.matches()) {
			return null;
		}
		return new NativeLogLine(LogLevel.valueOf(matcher.group(1)), matcher.group(3), matcher.group(2),
				matcher.group(4));
	}

	@Override
	public String toString() {
		return "NativeLogLine[%s, %s]".formatted(this.level, this.subject);
	}

}
