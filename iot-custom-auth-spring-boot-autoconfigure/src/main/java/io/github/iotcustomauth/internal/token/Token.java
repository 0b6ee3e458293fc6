package io.github.iotcustomauth.internal.token;

import java.util.regex.Pattern;

import org.springframework.util.Assert;

/**
 * A signed token.
 * <p>
 * Limits: AWS IoT API reference, {@code CreateAuthorizer} and
 * {@code TestInvokeAuthorizer}.
 *
 * @param keyName the name under which the authorizer looks for the token (1 to 128
 * letters, digits, {@code _} and {@code -})
 * @param value the token (at most 6144 characters)
 * @param signature the base64 encoded {@code SHA256withRSA} signature of the UTF-8 bytes
 * of the token (at most 2560 characters), plain or already percent-encoded
 */
public record Token(String keyName, String value, String signature) {

	private static final Pattern KEY_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

	private static final int MAX_TOKEN = 6144;

	private static final int MAX_SIGNATURE = 2560;

	public Token {
		Assert.notNull(keyName, "'keyName' must not be null");
		Assert.notNull(value, "'value' must not be null");
		Assert.notNull(signature, "'signature' must not be null");
		Assert.isTrue(KEY_NAME.matcher(keyName).matches(),
				"The token key name must have 1 to 128 letters, digits, '_' or '-'");
		Assert.isTrue(!value.isEmpty() && value.length() <= MAX_TOKEN,
				"The token must have 1 to " + MAX_TOKEN + " characters");
		Assert.isTrue(!signature.isEmpty() && signature.length() <= MAX_SIGNATURE,
				"The token signature must have 1 to " + MAX_SIGNATURE + " characters");
	}

	@Override
	public String toString() {
		return "Token[keyName=" + this.keyName + ", value=******, signature=******]";
	}

}
