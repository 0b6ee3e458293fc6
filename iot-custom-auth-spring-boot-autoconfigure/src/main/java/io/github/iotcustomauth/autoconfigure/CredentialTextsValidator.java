package io.github.iotcustomauth.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.text.MqttText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Checks the characters and sizes of credentials that are known at start. Shows none of
 * them.
 *
 * @param properties the properties
 */
record CredentialTextsValidator(IotCustomAuthProperties properties) {

	private static final String USERNAME = InvalidIotPropertyException.key("username");

	private static final String PASSWORD = InvalidIotPropertyException.key("password");

	private static final String SIGNATURE = InvalidIotPropertyException.key("token-signature");

	private static final int MAX_PASSWORD_BYTES = EncodedCredentials.MAX_PASSWORD_BYTES;

	/**
	 * Check the properties.
	 * @throws InvalidIotPropertyException if one of them cannot be used
	 */
	void validate() {
		username(this.properties.getUsername());
		password(this.properties.getPassword());
		signature(this.properties.getTokenSignature());
	}

	private static void username(@Nullable String username) {
		if (!StringUtils.hasLength(username)) {
			return;
		}
		check(username.chars().noneMatch(Character::isISOControl), USERNAME,
				"The user name has a line break or another control character",
				"Remove the control characters from '%s'.");
		check(username.indexOf('?') == username.lastIndexOf('?'), USERNAME,
				"The user name has more than one '?', of which AWS IoT Core takes one as the start of the query",
				"Leave one '?' in '%s', followed by all parameters with '&' in between.");
	}

	private static void password(@Nullable String password) {
		int bytes = (password != null) ? MqttText.bytes(password) : 0;
		check(bytes <= MAX_PASSWORD_BYTES, PASSWORD,
				"The password has %d bytes; MQTT allows %d".formatted(bytes, MAX_PASSWORD_BYTES),
				"Set '%s' to a shorter password.");
	}

	private static void signature(@Nullable String signature) {
		check(!StringUtils.hasLength(signature) || isBase64(signature), SIGNATURE, "The signature is not base64",
				"Set '%s' to the signature in base64 without line breaks, as 'openssl base64 -A' prints it.");
	}

	// which may be percent-encoded already
	private static boolean isBase64(String signature) {
		try {
			Base64.getDecoder().decode(StringUtils.uriDecode(signature, StandardCharsets.UTF_8));
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static void check(boolean valid, String key, String reason, String cure) {
		if (!valid) {
			throw new InvalidIotPropertyException(key, null, reason, cure.formatted(key));
		}
	}

}
