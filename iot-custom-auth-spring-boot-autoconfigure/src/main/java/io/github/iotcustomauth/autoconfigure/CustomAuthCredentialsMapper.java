package io.github.iotcustomauth.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentials.Token;
import io.github.iotcustomauth.credentials.EncodedCredentials;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.StringUtils;

/**
 * Maps {@link IotCustomAuthProperties} to {@link CustomAuthCredentials}. None of the
 * values is ever shown, the names of authorizer and token key aside.
 *
 * @param properties the properties
 */
record CustomAuthCredentialsMapper(IotCustomAuthProperties properties) {

	private static final String AUTHORIZER_NAME = InvalidIotPropertyException.key("authorizer-name");

	private static final String TOKEN_KEY_NAME = InvalidIotPropertyException.key("token-key-name");

	private static final String TOKEN_VALUE = InvalidIotPropertyException.key("token-value");

	private static final String TOKEN_SIGNATURE = InvalidIotPropertyException.key("token-signature");

	private static final String ENCODING_CURE = "Set every parameter once: in the query of '%s', or in '%s', '%s' or '%s'. "
		.formatted(InvalidIotPropertyException.key("username"), AUTHORIZER_NAME,
				InvalidIotPropertyException.key("token-*"), InvalidIotPropertyException.key("parameters.*"))
			+ "For a token that is not printable ASCII, set '%s' to 'connect' or 'query'."
				.formatted(InvalidIotPropertyException.key("credentials-in"));

	/**
	 * Map the properties.
	 * @return the credentials, known to be encodable
	 * @throws InvalidIotPropertyException if they cannot be used
	 */
	CustomAuthCredentials map() {
		CustomAuthCredentials.Builder builder = CustomAuthCredentials.builder();
		PropertyMapper map = PropertyMapper.get();
		map.from(this.properties::getAuthorizerName)
			.when(StringUtils::hasLength)
			.to((name) -> authorizerName(builder, name));
		map.from(this.properties::getUsername).when(StringUtils::hasLength).to(builder::username);
		map.from(this.properties::getPassword)
			.when(StringUtils::hasLength)
			.to((password) -> builder.password(password));
		map.from(this::token).to(builder::token);
		this.properties.getParameters().forEach(builder::parameter);
		return requireEncodable(builder.build(), this.properties.getCredentialsIn());
	}

	private static void authorizerName(CustomAuthCredentials.Builder builder, String name) {
		InvalidIotPropertyException.convert(AUTHORIZER_NAME, name,
				"Set '%s' to the name of the authorizer as 'aws iot list-authorizers' prints it."
					.formatted(AUTHORIZER_NAME),
				() -> builder.authorizerName(name));
	}

	private @Nullable Token token() {
		String keyName = this.properties.getTokenKeyName();
		String value = this.properties.getTokenValue();
		String signature = this.properties.getTokenSignature();
		if (StringUtils.hasLength(keyName) && StringUtils.hasLength(value) && StringUtils.hasLength(signature)) {
			return token(keyName, value, signature);
		}
		Map<String, @Nullable String> properties = tokenProperties();
		List<String> missing = properties.keySet()
			.stream()
			.filter((key) -> !StringUtils.hasLength(properties.get(key)))
			.toList();
		if (missing.size() < properties.size()) {
			String keys = String.join("' and '", missing);
			throw new InvalidIotPropertyException(missing.get(0), null,
					"A token needs its key name, its value and its signature; missing: '" + keys + "'",
					"Set '%s' as well, or none of '%s'.".formatted(keys, String.join("', '", properties.keySet())));
		}
		return null;
	}

	// one part after the other, so that the exception can name the property
	private static Token token(String keyName, String value, String signature) {
		String cure = "Correct '%s'.";
		InvalidIotPropertyException.convert(TOKEN_KEY_NAME, keyName,
				"Set '%s' to the token key name of the authorizer.".formatted(TOKEN_KEY_NAME),
				() -> new Token(keyName, "-", "-"));
		InvalidIotPropertyException.convert(TOKEN_VALUE, null, cure.formatted(TOKEN_VALUE),
				() -> new Token(keyName, value, "-"));
		return InvalidIotPropertyException.convert(TOKEN_SIGNATURE, null, cure.formatted(TOKEN_SIGNATURE),
				() -> new Token(keyName, value, signature));
	}

	private Map<String, @Nullable String> tokenProperties() {
		Map<String, @Nullable String> properties = new LinkedHashMap<>();
		properties.put(TOKEN_KEY_NAME, this.properties.getTokenKeyName());
		properties.put(TOKEN_VALUE, this.properties.getTokenValue());
		properties.put(TOKEN_SIGNATURE, this.properties.getTokenSignature());
		return properties;
	}

	private static CustomAuthCredentials requireEncodable(CustomAuthCredentials credentials,
			CredentialsLocation location) {
		InvalidIotPropertyException.convert(IotCustomAuthProperties.PREFIX, null, ENCODING_CURE,
				() -> EncodedCredentials.encode(credentials, location));
		return credentials;
	}

}
