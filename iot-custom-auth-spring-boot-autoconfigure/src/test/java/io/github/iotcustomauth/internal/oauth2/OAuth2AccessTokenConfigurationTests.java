package io.github.iotcustomauth.internal.oauth2;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.credentials.AccessTokenSourceFactory;
import io.github.iotcustomauth.internal.credentials.SecretSource;
import io.github.iotcustomauth.support.TokenEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.AuthenticatedPrincipalOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link OAuth2AccessTokenConfiguration} and
 * {@link OAuth2AccessTokenSourceFactory}.
 */
class OAuth2AccessTokenConfigurationTests {

	private static final String CLIENT = "spring.security.oauth2.client.";

	private final TokenEndpoint endpoint = new TokenEndpoint();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(IotCustomAuthAutoConfiguration.class, OAuth2ClientAutoConfiguration.class))
		.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example")
		.withBean(IotConnection.class, () -> mock(IotConnection.class));

	private final ApplicationContextRunner withRegistration = this.contextRunner.withPropertyValues(
			CLIENT + "registration.iot.client-id=device", CLIENT + "registration.iot.client-secret=s3cr3t",
			CLIENT + "registration.iot.authorization-grant-type=client_credentials",
			CLIENT + "provider.iot.token-uri=" + this.endpoint.uri());

	@AfterEach
	void stopEndpoint() {
		this.endpoint.close();
	}

	@Test
	void presentsTheAccessTokenOfTheRegistration() {
		this.withRegistration.withPropertyValues("aws.iot.custom-auth.oauth2.registration=iot")
			.run((context) -> assertThat(password(context.getBean(CustomAuthCredentialsProvider.class)))
				.isEqualTo("token-1"));
	}

	@Test
	void asksNobodyAtTheStart() {
		this.withRegistration.withPropertyValues("aws.iot.custom-auth.oauth2.registration=iot")
			.run((context) -> assertThat(context).hasSingleBean(CustomAuthCredentialsProvider.class));
		assertThat(this.endpoint.requests()).isEmpty();
	}

	@Test
	void asksNobodyWithoutTheProperty() {
		this.withRegistration.withPropertyValues("aws.iot.custom-auth.password=mine")
			.run((context) -> assertThat(password(context.getBean(CustomAuthCredentialsProvider.class)))
				.isEqualTo("mine"));
		assertThat(this.endpoint.requests()).isEmpty();
	}

	@Test
	void registrationHasToExist() {
		assertInvalid(this.withRegistration.withPropertyValues("aws.iot.custom-auth.oauth2.registration=other"),
				"There is no OAuth2 client registration of this id");
	}

	@Test
	void someRegistrationHasToExist() {
		assertInvalid(this.contextRunner.withPropertyValues("aws.iot.custom-auth.oauth2.registration=iot"),
				"There are no OAuth2 client registrations");
	}

	@Test
	void registrationHasToBeForClientCredentials() {
		assertInvalid(
				this.withRegistration.withPropertyValues("aws.iot.custom-auth.oauth2.registration=iot",
						CLIENT + "registration.iot.authorization-grant-type=authorization_code",
						CLIENT + "registration.iot.redirect-uri=https://abc.example",
						CLIENT + "provider.iot.authorization-uri=https://abc.example"),
				"The OAuth2 client registration has another grant type than 'client_credentials'");
	}

	private static void assertInvalid(ApplicationContextRunner runner, String reason) {
		runner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining("Invalid property 'aws.iot.custom-auth.oauth2.registration': " + reason)
			.hasMessageContaining("'spring.security.oauth2.client.registration'"));
	}

	@Test
	void asksTheManagerOfTheApplication() {
		AtomicReference<OAuth2AuthorizeRequest> asked = new AtomicReference<>();
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.oauth2.registration=iot")
			.withBean(OAuth2AuthorizedClientManager.class, () -> (request) -> {
				asked.set(request);
				return client("of-the-application");
			})
			.run((context) -> assertThat(password(context.getBean(CustomAuthCredentialsProvider.class)))
				.isEqualTo("of-the-application"));
		assertThat(asked.get().getClientRegistrationId()).isEqualTo("iot");
	}

	@Test
	void doesNotAskAManagerThatNeedsAServletRequest() {
		this.withRegistration.withPropertyValues("aws.iot.custom-auth.oauth2.registration=iot")
			.withUserConfiguration(ServletManagerConfiguration.class)
			.run((context) -> assertThat(password(context.getBean(CustomAuthCredentialsProvider.class)))
				.isEqualTo("token-1"));
	}

	@Test
	void backsOffForTheFactoryOfTheApplication() {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.oauth2.registration=iot")
			.withBean("mine", AccessTokenSourceFactory.class, () -> (registration) -> SecretSource.of("own"))
			.run((context) -> {
				assertThat(context).hasSingleBean(AccessTokenSourceFactory.class);
				assertThat(password(context.getBean(CustomAuthCredentialsProvider.class))).isEqualTo("own");
			});
	}

	@Test
	void backsOffWhenDisabled() {
		this.withRegistration.withPropertyValues("aws.iot.custom-auth.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(AccessTokenSourceFactory.class));
	}

	@Test
	void everythingElseWorksWithoutSpringSecurity() {
		ApplicationContextRunner runner = this.contextRunner
			.withClassLoader(new FilteredClassLoader("org.springframework.security"));
		runner.withPropertyValues("aws.iot.custom-auth.password=mine").run((context) -> {
			assertThat(context).doesNotHaveBean(AccessTokenSourceFactory.class);
			assertThat(password(context.getBean(CustomAuthCredentialsProvider.class))).isEqualTo("mine");
		});
		runner.withPropertyValues("aws.iot.custom-auth.oauth2.registration=iot")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("Spring Security's OAuth2 client")
				.hasMessageContaining("'org.springframework.boot:spring-boot-starter-security-oauth2-client'"));
	}

	private static String password(CustomAuthCredentialsProvider provider) {
		byte[] password = provider.getCredentials().toCompletableFuture().join().getPassword();
		return new String((password != null) ? password : new byte[0]);
	}

	private static OAuth2AuthorizedClient client(String token) {
		ClientRegistration registration = ClientRegistration.withRegistrationId("iot")
			.clientId("device")
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.tokenUri("https://abc.example")
			.build();
		Instant now = Instant.now();
		return new OAuth2AuthorizedClient(registration, "iot",
				new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, token, now, now.plusSeconds(60)));
	}

	@Configuration(proxyBeanMethods = false)
	static class ServletManagerConfiguration {

		// as Spring Security's web support registers it
		@Bean
		DefaultOAuth2AuthorizedClientManager servletManager(ClientRegistrationRepository registrations,
				OAuth2AuthorizedClientService clients) {
			return new DefaultOAuth2AuthorizedClientManager(registrations,
					new AuthenticatedPrincipalOAuth2AuthorizedClientRepository(clients));
		}

	}

}
