package io.github.iotcustomauth.support;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The forms in which a secret may be printed by mistake.
 */
public final class SecretForms {

	private SecretForms() {
	}

	/**
	 * A secret as it is, and in five encodings.
	 * @param secret the secret
	 * @return the forms, by name
	 */
	public static Map<String, String> of(String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		Map<String, String> forms = new LinkedHashMap<>();
		forms.put("as it is", secret);
		forms.put("in base64", Base64.getEncoder().withoutPadding().encodeToString(bytes));
		forms.put("in base64url", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
		forms.put("percent-encoded", URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
		forms.put("in hexadecimal digits", HexFormat.of().formatHex(bytes));
		forms.put("as an array of bytes", Arrays.toString(bytes).replaceAll("[\\[\\]]", ""));
		return forms;
	}

}
