package io.github.iotcustomauth.internal.oauth2;

import io.github.iotcustomauth.internal.credentials.AccessTokenSourceFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;

/**
 * Configuration for access tokens of Spring Security's OAuth2 client. Imported by the
 * auto-configuration of the connection.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(OAuth2AuthorizedClientManager.class)
public final class OAuth2AccessTokenConfiguration {

	@Bean
	@ConditionalOnMissingBean(AccessTokenSourceFactory.class)
	OAuth2AccessTokenSourceFactory iotCustomAuthAccessTokenSourceFactory(
			ObjectProvider<OAuth2AuthorizedClientManager> managers,
			ObjectProvider<ClientRegistrationRepository> registrations,
			ObjectProvider<OAuth2AuthorizedClientService> clients) {
		return new OAuth2AccessTokenSourceFactory(managers, registrations, clients);
	}

}
