package io.github.iotcustomauth.internal.text;

import org.jspecify.annotations.Nullable;

/**
 * Text that aws-crt corrupts. Its JNI reads and writes UTF-8 as modified UTF-8, which has
 * other bytes for characters beyond U+FFFF. In received text each of their bytes becomes
 * a character, and three characters are missing at the end; what another aws-crt has sent
 * has surrogates.
 */
public final class CorruptedText {

	private CorruptedText() {
	}

	/**
	 * Whether a text has what such a character becomes. Text that happens to have the
	 * same characters, as does a text that ends with U+00F0, cannot be told apart.
	 * @param text the text, or {@code null}
	 * @return whether it looks corrupted
	 */
	public static boolean isIn(@Nullable String text) {
		for (int i = 0; text != null && i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isSurrogate(c) || (c >= 0xF0 && c <= 0xF4 && isContinued(text, i, c == 0xF0))) {
				return true;
			}
		}
		return false;
	}

	// all characters of the planes that are in use begin with 0xF0
	private static boolean isContinued(String text, int lead, boolean cut) {
		for (int i = lead + 1; i <= lead + 3; i++) {
			if (i == text.length()) {
				return cut;
			}
			if (text.charAt(i) < 0x80 || text.charAt(i) > 0xBF) {
				return false;
			}
		}
		return true;
	}

}
