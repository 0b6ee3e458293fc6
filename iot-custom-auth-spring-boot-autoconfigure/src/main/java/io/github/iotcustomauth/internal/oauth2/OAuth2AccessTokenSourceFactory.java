package io.github.iotcustomauth.internal.oauth2;

import java.time.Clock;

import io.github.iotcustomauth.internal.credentials.AccessTokenSourceFactory;
import io.github.iotcustomauth.internal.credentials.SecretSource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.util.Assert;

/**
 * Makes sources of access tokens that ask the {@link OAuth2AuthorizedClientManager} of
 * the application, or else one that knows client credentials.
 *
 * @param managers the managers of the application
 * @param registrations the client registrations
 * @param clients where access tokens are kept
 */
record OAuth2AccessTokenSourceFactory(ObjectProvider<OAuth2AuthorizedClientManager> managers,
		ObjectProvider<ClientRegistrationRepository> registrations,
		ObjectProvider<OAuth2AuthorizedClientService> clients) implements AccessTokenSourceFactory {

	@Override
	public SecretSource create(String registrationId) {
		ClientRegistrationRepository repository = this.registrations.getIfAvailable();
		ClientRegistration registration = (repository != null) ? repository.findByRegistrationId(registrationId) : null;
		Assert.isTrue(repository == null || registration != null, "There is no OAuth2 client registration of this id");
		OAuth2AuthorizedClientManager manager = managerOfApplication();
		return new OAuth2AccessTokenSource((manager != null) ? manager : manager(repository, registration),
				registrationId, Clock.systemUTC());
	}

	// Spring Security registers one that works within a servlet request only
	private @Nullable OAuth2AuthorizedClientManager managerOfApplication() {
		return this.managers.orderedStream()
			.filter((manager) -> !(manager instanceof DefaultOAuth2AuthorizedClientManager))
			.findFirst()
			.orElse(null);
	}

	private OAuth2AuthorizedClientManager manager(@Nullable ClientRegistrationRepository repository,
			@Nullable ClientRegistration registration) {
		OAuth2AuthorizedClientService service = this.clients.getIfAvailable();
		Assert.isTrue(repository != null && registration != null && service != null,
				"There are no OAuth2 client registrations, and no OAuth2AuthorizedClientManager of the application");
		Assert.isTrue(AuthorizationGrantType.CLIENT_CREDENTIALS.equals(registration.getAuthorizationGrantType()),
				"The OAuth2 client registration has another grant type than 'client_credentials'");
		return new AuthorizedClientServiceOAuth2AuthorizedClientManager(repository, service);
	}

}
