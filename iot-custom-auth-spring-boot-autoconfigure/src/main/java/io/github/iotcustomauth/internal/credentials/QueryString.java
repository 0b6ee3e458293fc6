package io.github.iotcustomauth.internal.credentials;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Query whose names and values are percent-encoded exactly once (RFC 3986, all but the
 * unreserved characters).
 */
final class QueryString {

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private final StringBuilder text = new StringBuilder();

	private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	/**
	 * Add a parameter.
	 * @param name the plain name
	 * @param value the plain value
	 */
	void add(String name, String value) {
		addEncoded(name, encode(value));
	}

	/**
	 * Add a parameter whose value may have been encoded already; then it is left alone.
	 * For values whose plain form has no {@code %}, such as base64.
	 * @param name the plain name
	 * @param value the plain or encoded value
	 */
	void addUnlessEncoded(String name, String value) {
		boolean leftAlone = isEncoded(value) && value.chars().allMatch((c) -> c == '%' || isUnreserved(c));
		addEncoded(name, leftAlone ? value : encode(decodeIfEncoded(value)));
	}

	private void addEncoded(String name, String value) {
		reserve(name);
		if (!this.text.isEmpty()) {
			this.text.append('&');
		}
		this.text.append(encode(name)).append('=').append(value);
	}

	/**
	 * Take a name that travels elsewhere, so that it cannot be added here as well.
	 * @param name the plain name
	 */
	void reserve(String name) {
		Assert.isTrue(this.names.add(name),
				() -> "The parameter '%s' is set twice; the authorizer would see only one of them".formatted(name));
	}

	Set<String> names() {
		return this.names;
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

	/**
	 * The plain form of a text that may have been percent-encoded already. For texts
	 * whose plain form has no {@code %}, such as base64.
	 * @param text the text
	 * @return the plain text
	 */
	static String decodeIfEncoded(String text) {
		return isEncoded(text) ? StringUtils.uriDecode(text, StandardCharsets.UTF_8) : text;
	}

	static String decodeName(String name) {
		return decodeIfEncoded(name).toLowerCase(Locale.ROOT);
	}

	private static boolean isEncoded(String text) {
		int percent = text.indexOf('%');
		boolean found = (percent != -1);
		while (percent != -1) {
			if (percent + 2 >= text.length() || !HexFormat.isHexDigit(text.charAt(percent + 1))
					|| !HexFormat.isHexDigit(text.charAt(percent + 2))) {
				return false;
			}
			percent = text.indexOf('%', percent + 3);
		}
		return found;
	}

	private static String encode(String plain) {
		StringBuilder encoded = new StringBuilder(plain.length() + 16);
		ByteBuffer bytes = utf8(plain);
		while (bytes.hasRemaining()) {
			byte b = bytes.get();
			if (isUnreserved(b)) {
				encoded.append((char) b);
			}
			else {
				encoded.append('%').append(HEX.toHexDigits(b));
			}
		}
		return encoded.toString();
	}

	/**
	 * The bytes of a text.
	 * @param plain the text
	 * @return its UTF-8 bytes
	 * @throws IllegalArgumentException if the text has half a surrogate pair
	 */
	static ByteBuffer utf8(String plain) {
		try {
			return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(plain));
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException(
					"The user name, or a name or value for the authorizer, is not valid Unicode text", ex);
		}
	}

	private static boolean isUnreserved(int b) {
		return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-' || b == '.'
				|| b == '_' || b == '~';
	}

}
