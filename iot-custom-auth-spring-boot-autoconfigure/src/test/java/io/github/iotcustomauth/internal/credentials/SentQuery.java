package io.github.iotcustomauth.internal.credentials;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a server reads: the text before the last {@code ?} and the parameters after it.
 * Shares nothing with the code that writes.
 *
 * @param before the text before the last {@code ?}, or all of it
 * @param parameters the decoded parameters, in order
 */
record SentQuery(String before, Map<String, String> parameters) {

	static SentQuery ofUsername(String username) {
		int question = username.lastIndexOf('?');
		return (question == -1) ? new SentQuery(username, Map.of())
				: new SentQuery(username.substring(0, question), parse(username.substring(question + 1)));
	}

	static SentQuery ofQuery(String query) {
		return new SentQuery("", parse(query));
	}

	private static Map<String, String> parse(String query) {
		Map<String, String> parameters = new LinkedHashMap<>();
		for (String parameter : query.split("&")) {
			if (!parameter.isEmpty()) {
				String[] parts = parameter.split("=", 2);
				parameters.put(decode(parts[0]), (parts.length == 2) ? decode(parts[1]) : "");
			}
		}
		return parameters;
	}

	// once, without the plus signs of HTML forms, and with what is no encoding left alone
	private static String decode(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 0; i < text.length(); i++) {
			if (isEncoded(text, i)) {
				bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
				i += 2;
			}
			else {
				String plain = Character.toString(text.codePointAt(i));
				bytes.writeBytes(plain.getBytes(StandardCharsets.UTF_8));
				i += plain.length() - 1;
			}
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	private static boolean isEncoded(String text, int i) {
		return text.charAt(i) == '%' && i + 2 < text.length() && HexFormat.isHexDigit(text.charAt(i + 1))
				&& HexFormat.isHexDigit(text.charAt(i + 2));
	}

}
