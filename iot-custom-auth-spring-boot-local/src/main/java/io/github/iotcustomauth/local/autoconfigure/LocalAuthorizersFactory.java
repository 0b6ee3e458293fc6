package io.github.iotcustomauth.local.autoconfigure;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Authorizer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ResourceLoader;

/**
 * Makes the authorizers that the properties describe, or one for a generated user when
 * they describe none.
 */
final class LocalAuthorizersFactory {

	private static final String GENERATED_NAME = "LocalAuthorizer";

	private static final String GENERATED_USER = "local";

	private static final int GENERATED_PASSWORD_BYTES = 24;

	private final LocalIotCoreProperties properties;

	private final AuthorizerPropertiesMapper mapper;

	LocalAuthorizersFactory(LocalIotCoreProperties properties, ResourceLoader resourceLoader) {
		this.properties = properties;
		this.mapper = new AuthorizerPropertiesMapper(resourceLoader);
	}

	LocalAuthorizers create() {
		String defaultAuthorizer = this.properties.getDefaultAuthorizer();
		if (this.properties.getAuthorizers().isEmpty() && defaultAuthorizer == null) {
			return generated();
		}
		List<StaticAuthorizer> authorizers = new ArrayList<>();
		this.properties.getAuthorizers()
			.forEach((name, authorizer) -> authorizers.add(this.mapper.create(name, authorizer)));
		requireKnown(defaultAuthorizer, authorizers);
		return new LocalAuthorizers(new AuthorizerRegistry(authorizers, defaultAuthorizer), credentials(authorizers));
	}

	private static LocalAuthorizers generated() {
		byte[] password = new byte[GENERATED_PASSWORD_BYTES];
		new SecureRandom().nextBytes(password);
		LocalCredentials credentials = new LocalCredentials(GENERATED_NAME, GENERATED_USER,
				Base64.getUrlEncoder().encodeToString(password));
		StaticAuthorizer authorizer = new StaticAuthorizer(GENERATED_NAME, null,
				Map.of(GENERATED_USER, credentials.password()), List.of(AuthorizerPropertiesMapper.DEFAULT_POLICY));
		return new LocalAuthorizers(new AuthorizerRegistry(List.of(authorizer), GENERATED_NAME), credentials);
	}

	private static void requireKnown(@Nullable String defaultAuthorizer, List<StaticAuthorizer> authorizers) {
		if (defaultAuthorizer != null
				&& authorizers.stream().noneMatch((authorizer) -> authorizer.name().equals(defaultAuthorizer))) {
			throw new LocalIotCoreConfigurationException("default-authorizer",
					"there is no authorizer '" + defaultAuthorizer + "'",
					"Name one of " + authorizers.stream().map(StaticAuthorizer::name).toList()
							+ ", configure it under 'authorizers', or remove the property.");
		}
	}

	/**
	 * The application's own way in: the first user of the default authorizer, or of the
	 * only one. Where tokens are verified a password alone opens nothing.
	 * @param authorizers the authorizers
	 * @return the credentials, or {@code null} when there are none
	 */
	private @Nullable LocalCredentials credentials(List<StaticAuthorizer> authorizers) {
		String name = this.properties.getDefaultAuthorizer();
		if (name == null && authorizers.size() == 1) {
			name = authorizers.get(0).name();
		}
		Authorizer authorizer = (name != null) ? this.properties.getAuthorizers().get(name) : null;
		if (name == null || authorizer == null || !authorizer.getSigningKeys().isEmpty()) {
			return null;
		}
		Map.Entry<String, String> user = authorizer.getUsers().entrySet().iterator().next();
		return new LocalCredentials(name, user.getKey(), user.getValue());
	}

}
