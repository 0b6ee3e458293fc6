package io.github.iotcustomauth.internal.text;

import java.nio.charset.StandardCharsets;

/**
 * Rules for the strings of MQTT packets: MQTT 5 section 1.5.4, and what AWS's native
 * client transmits unchanged.
 */
public final class MqttText {

	// most strings are ASCII, whose bytes need not be counted
	private static final int MAX_BYTES_OF_A_CHARACTER = 3;

	private MqttText() {
	}

	/**
	 * Whether a string can be sent.
	 * @param text the string
	 * @return whether {@link #require(String, String)} accepts it
	 */
	public static boolean isSendable(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isISOControl(c) || Character.isSurrogate(c)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Check the characters of a string that is sent.
	 * @param what the name of the string in the message of the exception
	 * @param text the string
	 * @throws IllegalArgumentException if the string has a control character, or a
	 * character beyond U+FFFF: the native client (aws-crt-java) passes strings as
	 * modified UTF-8, so that the server would receive other characters
	 */
	public static void require(String what, String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isISOControl(c)) {
				throw new IllegalArgumentException("%s '%s' must not contain the control character U+%04X"
					.formatted(what, PrintableText.of(text), (int) c));
			}
			if (Character.isSurrogate(c)) {
				throw new IllegalArgumentException(
						"%s '%s' must not contain characters beyond U+FFFF: the native client (aws-crt) corrupts them"
							.formatted(what, PrintableText.of(text)));
			}
		}
	}

	/**
	 * Check the characters and the length of a string that is sent.
	 * @param what the name of the string in the message of the exception
	 * @param text the string
	 * @param maxBytes maximum length, in bytes of UTF-8
	 * @throws IllegalArgumentException if the string cannot be sent
	 */
	public static void require(String what, String text, int maxBytes) {
		require(what, text);
		if (text.length() * MAX_BYTES_OF_A_CHARACTER > maxBytes) {
			requireSize(what, bytes(text), maxBytes);
		}
	}

	/**
	 * Check a number of bytes.
	 * @param what the name of what is counted in the message of the exception
	 * @param bytes the number of bytes
	 * @param maxBytes the limit of AWS IoT Core
	 * @throws IllegalArgumentException if there are more
	 */
	public static void requireSize(String what, int bytes, int maxBytes) {
		if (bytes > maxBytes) {
			throw new IllegalArgumentException(
					"%s has %d bytes; AWS IoT Core allows %d".formatted(what, bytes, maxBytes));
		}
	}

	/**
	 * Length of a string in an MQTT packet.
	 * @param text the string
	 * @return the number of bytes of UTF-8
	 */
	public static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

}
