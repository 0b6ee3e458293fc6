package io.github.iotcustomauth.autoconfigure;

import java.security.PrivateKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.iotcustomauth.autoconfigure.IotCustomAuthProperties.Oauth2;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthProperties.Oauth2.SendAs;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthProperties.TokenSigning;
import io.github.iotcustomauth.autoconfigure.TokenSource.Form;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.credentials.AccessTokenSourceFactory;
import io.github.iotcustomauth.internal.credentials.SecretSource;
import io.github.iotcustomauth.internal.token.TokenSigner;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/**
 * Makes the credentials provider that {@link IotCustomAuthProperties} describe.
 *
 * @param properties the properties
 * @param resourceLoader finds files
 * @param sslBundles the SSL bundles of the application
 * @param accessTokens asks for access tokens
 */
record PropertiesCredentialsProviderFactory(IotCustomAuthProperties properties, ResourceLoader resourceLoader,
		ObjectProvider<SslBundles> sslBundles, ObjectProvider<AccessTokenSourceFactory> accessTokens) {

	private static final String TOKEN_VALUE = InvalidIotPropertyException.key("token-value");

	private static final String TOKEN_FILE = InvalidIotPropertyException.key("token-file");

	private static final String PRIVATE_KEY = InvalidIotPropertyException.key("token-signing.private-key");

	private static final String SIGNING_BUNDLE = InvalidIotPropertyException.key("token-signing.bundle");

	private static final String REGISTRATION = InvalidIotPropertyException.key("oauth2.registration");

	/**
	 * Make the provider.
	 * @return the provider
	 * @throws InvalidIotPropertyException if the properties cannot be used
	 */
	CustomAuthCredentialsProvider create() {
		CustomAuthCredentialsMapper mapper = new CustomAuthCredentialsMapper(this.properties);
		mapper.validate();
		return new PropertiesCredentialsProvider(mapper::map, password(), token(), origins());
	}

	// the names of those properties that are set
	private List<String> origins() {
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		values.put("username", this.properties.getUsername());
		values.put("password", this.properties.getPassword());
		values.put("password-file", this.properties.getPasswordFile());
		values.put("token-value", this.properties.getTokenValue());
		values.put("token-file", this.properties.getTokenFile());
		values.put("token-signature", this.properties.getTokenSignature());
		values.put("token-signing.private-key", this.properties.getTokenSigning().getPrivateKey());
		values.put("token-signing.bundle", this.properties.getTokenSigning().getBundle());
		values.put("oauth2.registration", this.properties.getOauth2().getRegistration());
		return values.entrySet()
			.stream()
			.filter((property) -> StringUtils.hasLength(property.getValue()))
			.map((property) -> InvalidIotPropertyException.key(property.getKey()))
			.toList();
	}

	private @Nullable SecretSource password() {
		String password = this.properties.getPassword();
		if (StringUtils.hasLength(password)) {
			return SecretSource.of(password);
		}
		String file = this.properties.getPasswordFile();
		if (StringUtils.hasLength(file)) {
			return file(InvalidIotPropertyException.key("password-file"), file);
		}
		return accessToken(SendAs.PASSWORD);
	}

	private @Nullable TokenSource token() {
		String keyName = this.properties.getTokenKeyName();
		if (!StringUtils.hasLength(keyName)) {
			return null;
		}
		String value = this.properties.getTokenValue();
		if (StringUtils.hasLength(value)) {
			return new TokenSource(keyName, TOKEN_VALUE, SecretSource.of(value), form());
		}
		String file = this.properties.getTokenFile();
		if (StringUtils.hasLength(file)) {
			return new TokenSource(keyName, TOKEN_FILE, file(TOKEN_FILE, file), form());
		}
		SecretSource accessToken = accessToken(SendAs.TOKEN);
		return (accessToken != null) ? new TokenSource(keyName, REGISTRATION, accessToken, Form.jwt()) : null;
	}

	private Form form() {
		String signature = this.properties.getTokenSignature();
		if (StringUtils.hasLength(signature)) {
			return Form.withSignature(signature);
		}
		TokenSigning signing = this.properties.getTokenSigning();
		if (StringUtils.hasLength(signing.getPrivateKey())) {
			return signedWith(PRIVATE_KEY, new PemPrivateKey(signing.getPrivateKey(), this.resourceLoader));
		}
		if (StringUtils.hasLength(signing.getBundle())) {
			return signedWith(SIGNING_BUNDLE, new SslBundlePrivateKey(
					new SslBundleProperty(SIGNING_BUNDLE, signing.getBundle(), this.sslBundles.getIfAvailable())));
		}
		return Form.jwt();
	}

	private static Form signedWith(String key, Supplier<PrivateKey> privateKey) {
		String what = key.equals(PRIVATE_KEY) ? "an RSA private key"
				: "the name of an SSL bundle with one RSA private key";
		InvalidIotPropertyException.convert(key, null,
				"Set '%s' to %s of at least %d bits.".formatted(key, what, TokenSigner.MIN_KEY_BITS),
				() -> TokenSigner.of(privateKey.get()));
		return Form.signedWith(key, privateKey);
	}

	private SecretSource file(String key, String location) {
		return InvalidIotPropertyException.convert(key, null, "Set '%s' to the location of a file.".formatted(key),
				() -> new SecretFile(key, TextResource.of(location, this.resourceLoader)));
	}

	private @Nullable SecretSource accessToken(SendAs sendAs) {
		Oauth2 oauth2 = this.properties.getOauth2();
		String registration = oauth2.getRegistration();
		if (!StringUtils.hasLength(registration) || oauth2.getSendAs() != sendAs) {
			return null;
		}
		AccessTokenSourceFactory factory = this.accessTokens.getIfAvailable();
		if (factory == null) {
			throw new InvalidIotPropertyException(REGISTRATION, registration,
					"Spring Security's OAuth2 client, which would get the access token, is not on the class path",
					"Add the dependency 'org.springframework.boot:spring-boot-starter-security-oauth2-client', "
							+ "or remove '%s'.".formatted(REGISTRATION));
		}
		return InvalidIotPropertyException.convert(REGISTRATION, registration,
				"Configure the client under 'spring.security.oauth2.client.registration', "
						+ "or set '%s' to the id of one that is configured there.".formatted(REGISTRATION),
				() -> factory.create(registration));
	}

}
