package io.github.iotcustomauth.local.autoconfigure;

import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.github.iotcustomauth.local.authorizer.SigningKeyPem;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Authorizer;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Maps the properties with which one authorizer verifies tokens.
 *
 * @param texts reads keys
 */
record SigningPropertiesMapper(PropertyTexts texts) {

	private static final Pattern KEY_NAME = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");

	@Nullable TokenVerifier map(String key, Authorizer properties) {
		boolean hasKeys = !properties.getSigningKeys().isEmpty();
		Boolean disabled = properties.getSigningDisabled();
		requireConsistency(key, properties, hasKeys);
		if (!hasKeys || Boolean.TRUE.equals(disabled)) {
			return null;
		}
		List<RSAPublicKey> keys = new ArrayList<>();
		properties.getSigningKeys()
			.forEach((name, value) -> keys.add(signingKey(key + ".signing-keys." + name, name, value)));
		String tokenKeyName = properties.getTokenKeyName();
		if (!StringUtils.hasLength(tokenKeyName)) {
			throw new LocalIotCoreConfigurationException(key + ".token-key-name",
					"it is missing, so the token that the signing keys verify cannot be found",
					"Set it to the name of the parameter that carries the token.");
		}
		return LocalIotCoreConfigurationException.valid(key + ".token-key-name", "Use a name that AWS IoT Core takes.",
				() -> new TokenVerifier(tokenKeyName, keys));
	}

	private static void requireConsistency(String key, Authorizer properties, boolean hasKeys) {
		Boolean disabled = properties.getSigningDisabled();
		if (Boolean.TRUE.equals(disabled) && hasKeys) {
			throw new LocalIotCoreConfigurationException(key + ".signing-disabled",
					"it is true although there are signing keys", "Remove the property, or the 'signing-keys'.");
		}
		if (Boolean.FALSE.equals(disabled) && !hasKeys) {
			throw new LocalIotCoreConfigurationException(key + ".signing-disabled",
					"it is false although there are no signing keys", "Remove the property, or add 'signing-keys'.");
		}
		if (disabled == null && !hasKeys && StringUtils.hasLength(properties.getTokenKeyName())) {
			throw new LocalIotCoreConfigurationException(key + ".token-key-name",
					"it is set although there are no signing keys to verify a token with",
					"Remove the property, or add 'signing-keys'.");
		}
		if (properties.getSigningKeys().size() > TokenVerifier.MAXIMUM_KEYS) {
			throw new LocalIotCoreConfigurationException(key + ".signing-keys",
					"there are " + properties.getSigningKeys().size() + " keys", "Leave at most two of them.");
		}
	}

	private RSAPublicKey signingKey(String key, String name, String value) {
		if (!KEY_NAME.matcher(name).matches()) {
			throw new LocalIotCoreConfigurationException(key, "'" + name + "' is no name for a key",
					"Use 1 to 128 letters, digits, ':', '_' and '-'.");
		}
		String pem = this.texts.read(key, value, "PEM text", (text) -> text.contains("-----BEGIN"));
		return LocalIotCoreConfigurationException.valid(key,
				"Use an RSA public key of at least " + TokenVerifier.MINIMUM_KEY_SIZE + " bits.",
				() -> SigningKeyPem.parse(pem));
	}

}
