package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.autoconfigure.IotCustomAuthProperties.TokenFormat;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.token.JwtToken;
import io.github.iotcustomauth.internal.token.Token;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.StringUtils;

/**
 * Maps what never changes of {@link IotCustomAuthProperties} to
 * {@link CustomAuthCredentials}, and checks what is known at the start of the rest. None
 * of the values is ever shown, the names of authorizer and token key aside.
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

	// stands for what is known only before an attempt
	private static final String UNKNOWN = "-";

	/**
	 * Check the properties, as far as they can be checked without a file or a service.
	 * @throws InvalidIotPropertyException if they cannot be used
	 */
	void validate() {
		new CredentialsPropertiesValidator(this.properties).validate();
		new CredentialTextsValidator(this.properties).validate();
		CustomAuthCredentials.Builder builder = map();
		String keyName = this.properties.getTokenKeyName();
		if (StringUtils.hasLength(keyName)) {
			Token token = knownToken(keyName);
			builder.token(token.keyName(), token.value(), token.signature());
		}
		InvalidIotPropertyException.convert(IotCustomAuthProperties.PREFIX, null, ENCODING_CURE,
				() -> EncodedCredentials.encode(builder.build(), this.properties.getCredentialsIn()));
	}

	/**
	 * Map everything but password and token.
	 * @return a new builder with the rest
	 * @throws InvalidIotPropertyException if it cannot be used
	 */
	CustomAuthCredentials.Builder map() {
		CustomAuthCredentials.Builder builder = CustomAuthCredentials.builder();
		PropertyMapper map = PropertyMapper.get();
		map.from(this.properties::getAuthorizerName)
			.when(StringUtils::hasLength)
			.to((name) -> authorizerName(builder, name));
		map.from(this.properties::getUsername).when(StringUtils::hasLength).to(builder::username);
		this.properties.getParameters().forEach(builder::parameter);
		return builder;
	}

	private static void authorizerName(CustomAuthCredentials.Builder builder, String name) {
		InvalidIotPropertyException.convert(AUTHORIZER_NAME, name,
				"Set '%s' to the name of the authorizer as 'aws iot list-authorizers' prints it."
					.formatted(AUTHORIZER_NAME),
				() -> builder.authorizerName(name));
	}

	// one part after the other, so that the exception can name the property
	private Token knownToken(String keyName) {
		InvalidIotPropertyException.convert(TOKEN_KEY_NAME, keyName,
				"Set '%s' to the token key name of the authorizer.".formatted(TOKEN_KEY_NAME),
				() -> new Token(keyName, UNKNOWN, UNKNOWN));
		Token token = knownValue(keyName);
		String signature = this.properties.getTokenSignature();
		return StringUtils.hasLength(signature) ? InvalidIotPropertyException.convert(TOKEN_SIGNATURE, null,
				"Correct '%s'.".formatted(TOKEN_SIGNATURE), () -> new Token(keyName, token.value(), signature)) : token;
	}

	private Token knownValue(String keyName) {
		String value = this.properties.getTokenValue();
		if (!StringUtils.hasLength(value)) {
			return new Token(keyName, UNKNOWN, UNKNOWN);
		}
		if (this.properties.getTokenFormat() == TokenFormat.JWT) {
			return InvalidIotPropertyException.convert(TOKEN_VALUE, null,
					"Set '%s' to a whole JWT that is signed with RS256.".formatted(TOKEN_VALUE),
					() -> JwtToken.parse(value).toToken(keyName));
		}
		return InvalidIotPropertyException.convert(TOKEN_VALUE, null, "Correct '%s'.".formatted(TOKEN_VALUE),
				() -> new Token(keyName, value, UNKNOWN));
	}

}
