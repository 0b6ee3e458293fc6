package io.github.iotcustomauth.sample.console;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Makes payloads readable: text as it is, with escaped control characters, and everything
 * else in hexadecimal digits. Only the beginning is shown.
 */
final class PayloadText {

	/**
	 * Maximum number of characters of a payload that are shown.
	 */
	static final int MAXIMUM_CHARACTERS = 400;

	private static final int MAXIMUM_BYTES = 64;

	private static final String CUT = "…";

	private PayloadText() {
	}

	static String of(byte[] payload) {
		// no character has more than 4 bytes, so a longer payload is not decoded
		byte[] start = (payload.length > MAXIMUM_CHARACTERS * 4) ? completeCharacters(payload) : payload;
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(start)).toString();
			return printable(text, start.length < payload.length);
		}
		catch (CharacterCodingException ex) {
			return HexFormat.ofDelimiter(" ").formatHex(payload, 0, Math.min(payload.length, MAXIMUM_BYTES))
					+ ((payload.length > MAXIMUM_BYTES) ? " " + CUT : "");
		}
	}

	private static byte[] completeCharacters(byte[] payload) {
		int end = MAXIMUM_CHARACTERS * 4;
		while (end > 0 && (payload[end] & 0xC0) == 0x80) {
			end--;
		}
		return Arrays.copyOf(payload, end);
	}

	private static String printable(String text, boolean cut) {
		StringBuilder shown = new StringBuilder();
		text.codePoints().limit(MAXIMUM_CHARACTERS).forEach((character) -> append(shown, character));
		boolean longer = cut || text.codePointCount(0, text.length()) > MAXIMUM_CHARACTERS;
		return longer ? shown.append(CUT).toString() : shown.toString();
	}

	private static void append(StringBuilder shown, int character) {
		int type = Character.getType(character);
		if (type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR
				|| type == Character.PARAGRAPH_SEPARATOR) {
			shown.append("\\u%04x".formatted(character));
		}
		else {
			shown.appendCodePoint(character);
		}
	}

}
