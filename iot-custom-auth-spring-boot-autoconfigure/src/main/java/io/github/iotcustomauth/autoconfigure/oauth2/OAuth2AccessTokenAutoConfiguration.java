package io.github.iotcustomauth.autoconfigure.oauth2;

import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.credentials.AccessTokenSourceFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for access tokens of Spring
 * Security's OAuth2 client.
 */
@AutoConfiguration(before = IotCustomAuthAutoConfiguration.class)
@ConditionalOnClass(OAuth2AuthorizedClientManager.class)
@ConditionalOnBooleanProperty(name = "aws.iot.custom-auth.enabled", matchIfMissing = true)
public final class OAuth2AccessTokenAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(AccessTokenSourceFactory.class)
	OAuth2AccessTokenSourceFactory iotCustomAuthAccessTokenSourceFactory(
			ObjectProvider<OAuth2AuthorizedClientManager> managers,
			ObjectProvider<ClientRegistrationRepository> registrations,
			ObjectProvider<OAuth2AuthorizedClientService> clients) {
		return new OAuth2AccessTokenSourceFactory(managers, registrations, clients);
	}

}
