package io.github.iotcustomauth.local.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.github.iotcustomauth.local.authorizer.SigningKeyPem;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Authorizer;
import io.github.iotcustomauth.local.policy.PolicyDocument;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/**
 * Maps the properties of one authorizer.
 *
 * @param resourceLoader finds keys and policies that are given as locations
 */
record AuthorizerPropertiesMapper(ResourceLoader resourceLoader) {

	/**
	 * Least privilege that still lets a client do something.
	 */
	static final PolicyDocument DEFAULT_POLICY = PolicyDocument.parse("""
			{
				"Version": "2012-10-17",
				"Statement": [
					{
						"Sid": "ConnectAsItself",
						"Effect": "Allow",
						"Action": "iot:Connect",
						"Resource": "arn:aws:iot:*:*:client/${iot:ClientId}"
					},
					{
						"Sid": "UseOwnTopics",
						"Effect": "Allow",
						"Action": ["iot:Publish", "iot:Receive", "iot:Subscribe"],
						"Resource": [
							"arn:aws:iot:*:*:topic/${iot:ClientId}/*",
							"arn:aws:iot:*:*:topicfilter/${iot:ClientId}/*"
						]
					}
				]
			}
			""");

	private static final Pattern KEY_NAME = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");

	StaticAuthorizer create(String name, Authorizer properties) {
		String key = "authorizers." + name;
		properties.getUsers().forEach((user, password) -> requirePassword(key + ".users." + user, password));
		TokenVerifier tokenVerifier = tokenVerifier(key, properties);
		PolicyDocument policy = policy(key + ".policy", properties.getPolicy());
		return valid(key, "Give it 'users' or 'signing-keys', and a name that AWS IoT Core takes.",
				() -> new StaticAuthorizer(name, tokenVerifier, properties.getUsers(), List.of(policy)));
	}

	private static void requirePassword(String key, String password) {
		if (!StringUtils.hasLength(password)) {
			throw new LocalIotCoreConfigurationException(key, "the password is empty", "Set a password.");
		}
	}

	private @Nullable TokenVerifier tokenVerifier(String key, Authorizer properties) {
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
		return valid(key + ".token-key-name", "Use a name that AWS IoT Core takes.",
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
		String pem = text(key, value, "PEM text", (text) -> text.contains("-----BEGIN"));
		return valid(key, "Use an RSA public key of at least " + TokenVerifier.MINIMUM_KEY_SIZE + " bits.",
				() -> SigningKeyPem.parse(pem));
	}

	private PolicyDocument policy(String key, @Nullable String value) {
		if (!StringUtils.hasText(value)) {
			return DEFAULT_POLICY;
		}
		String json = text(key, value, "JSON text", (text) -> text.stripLeading().startsWith("{"));
		return valid(key, "Correct the policy document.", () -> PolicyDocument.parse(json));
	}

	private String text(String key, String value, String kind, Predicate<String> isText) {
		if (isText.test(value)) {
			return value;
		}
		try {
			return this.resourceLoader.getResource(value).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException | IllegalArgumentException ex) {
			// the value stays out of the message: it may be a key in a form of its own
			throw new LocalIotCoreConfigurationException(key,
					"it is neither " + kind + " nor the location of a file or class path resource that can be read",
					"Correct the location, for instance 'classpath:name' or 'file:directory/name'.");
		}
	}

	private static <T> T valid(String key, String action, Supplier<T> creation) {
		try {
			return creation.get();
		}
		catch (IllegalArgumentException ex) {
			throw new LocalIotCoreConfigurationException(key, Objects.toString(ex.getMessage(), "it is invalid"),
					action);
		}
	}

}
