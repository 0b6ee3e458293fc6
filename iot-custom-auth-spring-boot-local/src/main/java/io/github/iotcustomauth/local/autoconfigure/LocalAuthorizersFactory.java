package io.github.iotcustomauth.local.autoconfigure;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Authorizer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ResourceLoader;

/**
 * Makes the authorizers that properties and beans describe, or one for a generated user
 * when they describe none; and the certificates that clients need.
 */
final class LocalAuthorizersFactory {

	private static final String GENERATED_NAME = "LocalAuthorizer";

	private static final String GENERATED_USER = "local";

	private static final int GENERATED_PASSWORD_BYTES = 24;

	private final LocalIotCoreProperties properties;

	private final Map<String, CustomAuthorizer> beans;

	private final AuthorizerPropertiesMapper mapper;

	private final CertificatePropertiesMapper certificateMapper;

	LocalAuthorizersFactory(LocalIotCoreProperties properties, Map<String, CustomAuthorizer> beans,
			ResourceLoader resourceLoader) {
		this.properties = properties;
		this.beans = beans;
		this.mapper = new AuthorizerPropertiesMapper(resourceLoader);
		this.certificateMapper = new CertificatePropertiesMapper(new PropertyTexts(resourceLoader));
	}

	LocalAuthorizers create() {
		List<ClientCertificate> certificates = this.certificateMapper.map(this.properties.getCertificates());
		String defaultAuthorizer = this.properties.getDefaultAuthorizer();
		Map<String, Authorizer> configured = new LinkedHashMap<>(this.properties.getAuthorizers());
		this.beans.keySet().forEach((name) -> configured.putIfAbsent(name, new Authorizer()));
		if (configured.isEmpty() && defaultAuthorizer == null) {
			return generated(certificates);
		}
		List<RegisteredAuthorizer> authorizers = new ArrayList<>();
		configured
			.forEach((name, authorizer) -> authorizers.add(this.mapper.create(name, authorizer, this.beans.get(name))));
		requireKnown(defaultAuthorizer, authorizers);
		return new LocalAuthorizers(new AuthorizerRegistry(authorizers, defaultAuthorizer), credentials(authorizers),
				certificates);
	}

	private static LocalAuthorizers generated(List<ClientCertificate> certificates) {
		byte[] password = new byte[GENERATED_PASSWORD_BYTES];
		new SecureRandom().nextBytes(password);
		LocalCredentials credentials = new LocalCredentials(GENERATED_NAME, GENERATED_USER,
				Base64.getUrlEncoder().encodeToString(password));
		CustomAuthorizer authorizer = AuthorizerPropertiesMapper.whenAsked(() -> new StaticAuthorizer(GENERATED_NAME,
				Map.of(GENERATED_USER, credentials.password()), List.of(AuthorizerPropertiesMapper.DEFAULT_POLICY)));
		return new LocalAuthorizers(
				new AuthorizerRegistry(List.of(new RegisteredAuthorizer(GENERATED_NAME, authorizer)), GENERATED_NAME),
				credentials, certificates);
	}

	private static void requireKnown(@Nullable String defaultAuthorizer, List<RegisteredAuthorizer> authorizers) {
		if (defaultAuthorizer != null
				&& authorizers.stream().noneMatch((authorizer) -> authorizer.name().equals(defaultAuthorizer))) {
			throw new LocalIotCoreConfigurationException("default-authorizer",
					"there is no authorizer '" + defaultAuthorizer + "'",
					"Name one of " + authorizers.stream().map(RegisteredAuthorizer::name).toList()
							+ ", configure it under 'authorizers', define a bean of that name, or remove the property.");
		}
	}

	/**
	 * The application's own way in: the first user of the default authorizer, or of the
	 * only one. Where tokens are verified a password alone opens nothing, an inactive
	 * authorizer refuses every client, and what a Lambda function or a bean takes is not
	 * known.
	 * @param authorizers the authorizers
	 * @return the credentials, or {@code null} when there are none
	 */
	private @Nullable LocalCredentials credentials(List<RegisteredAuthorizer> authorizers) {
		String name = this.properties.getDefaultAuthorizer();
		if (name == null && authorizers.size() == 1) {
			name = authorizers.get(0).name();
		}
		Authorizer authorizer = (name != null) ? this.properties.getAuthorizers().get(name) : null;
		if (name == null || authorizer == null || authorizer.getUsers().isEmpty()
				|| !authorizer.getSigningKeys().isEmpty() || authorizer.getStatus() == AuthorizerStatus.INACTIVE) {
			return null;
		}
		Map.Entry<String, String> user = authorizer.getUsers().entrySet().iterator().next();
		return new LocalCredentials(name, user.getKey(), user.getValue());
	}

}
