package io.github.iotcustomauth.internal.oauth2;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.internal.credentials.SecretSource.Secret;
import io.github.iotcustomauth.support.TokenEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OAuth2AccessTokenSource}, with Spring Security's client and a token
 * endpoint.
 */
@ExtendWith(OutputCaptureExtension.class)
class OAuth2AccessTokenSourceTests {

	private static final String SECRET = "s3cr3t";

	private final TokenEndpoint endpoint = new TokenEndpoint();

	private Duration later = Duration.ZERO;

	private final OAuth2AccessTokenSource source = source(manager());

	@AfterEach
	void stopEndpoint() {
		this.endpoint.close();
	}

	@Test
	void asksWithClientCredentials() {
		Instant before = Instant.now();
		Secret secret = this.source.getSecret();
		assertThat(secret.value()).isEqualTo("token-1");
		assertThat(secret.expiresAt()).isBetween(before.plusSeconds(3600), Instant.now().plusSeconds(3600));
		assertThat(this.endpoint.requests()).singleElement().satisfies((request) -> {
			assertThat(request.authorization()).isEqualTo("Basic "
					+ Base64.getEncoder().encodeToString(("device:" + SECRET).getBytes(StandardCharsets.UTF_8)));
			assertThat(request.body()).isEqualTo("grant_type=client_credentials");
		});
	}

	@Test
	void keepsTheTokenForTwoThirdsOfItsLife() {
		assertThat(this.source.getSecret().value()).isEqualTo("token-1");
		this.later = Duration.ofSeconds(2390);
		assertThat(this.source.getSecret().value()).isEqualTo("token-1");
		this.later = Duration.ofSeconds(2410);
		assertThat(this.source.getSecret().value()).isEqualTo("token-2");
		assertThat(this.endpoint.requests()).hasSize(2);
	}

	@Test
	void renewedTokenIsKeptAsWell() {
		this.source.getSecret();
		this.later = Duration.ofSeconds(2410);
		this.source.getSecret();
		this.later = Duration.ZERO;
		assertThat(this.source.getSecret().value()).isEqualTo("token-2");
		assertThat(this.endpoint.requests()).hasSize(2);
	}

	@Test
	void presentsAnAgingTokenWhenThereIsNoNewOne(CapturedOutput output) {
		Secret first = this.source.getSecret();
		this.later = Duration.ofSeconds(2410);
		this.endpoint.answering((number) -> TokenEndpoint.refuse(503, "ignored"));
		assertThat(this.source.getSecret()).isEqualTo(first);
		assertThat(output).contains("'iot'").contains("ServiceUnavailable)").doesNotContain(SECRET);
		this.endpoint.answering((number) -> TokenEndpoint.issue("token-" + number, 3600));
		assertThat(this.source.getSecret().value()).isEqualTo("token-3");
	}

	@Test
	void neverPresentsARefusedTokenAgain() {
		this.source.getSecret();
		this.source.discard();
		this.endpoint.answering((number) -> TokenEndpoint.refuse(503, "ignored"));
		assertUnavailable("ServiceUnavailable)");
		assertUnavailable("ServiceUnavailable)");
		this.endpoint.answering((number) -> TokenEndpoint.issue("new", 3600));
		assertThat(this.source.getSecret().value()).isEqualTo("new");
		assertThat(this.source.getSecret().value()).isEqualTo("new");
		assertThat(this.endpoint.requests()).hasSize(4);
	}

	@Test
	void discardsNothingBeforeATokenWasPresented() {
		this.source.discard();
		assertThat(this.source.getSecret().value()).isEqualTo("token-1");
	}

	@Test
	void failureNamesTheRegistrationAndTheErrorOnly() {
		this.endpoint.answering((number) -> TokenEndpoint.refuse(400, "invalid_client"));
		assertUnavailable("The OAuth2 client registration 'iot' yields no access token (invalid_client); check");
		this.endpoint.answering((number) -> TokenEndpoint.refuse(401, "invalid_client"));
		assertUnavailable("(invalid_token_response, Unauthorized); check");
	}

	@Test
	void errorThatIsNoneIsNotShown() {
		this.endpoint.answering((number) -> TokenEndpoint.refuse(400, "no access for " + SECRET));
		assertUnavailable("(unknown error)");
	}

	@Test
	void answerThatIsNoneIsNotShown() {
		this.endpoint.answering((number) -> new TokenEndpoint.Answer(200, "\"" + SECRET + "\""));
		assertUnavailable("(invalid_token_response");
	}

	@Test
	void endpointThatIsDownIsAFailureLikeOthers() {
		this.endpoint.close();
		assertUnavailable("Exception)");
	}

	@Test
	void managerThatDoesNotKnowTheGrantTypeIsAFailureLikeOthers() {
		assertUnavailable(source((request) -> null), "(its grant type is not known to the");
	}

	@Test
	void tokenWithoutExpiryIsLeftToTheManager() {
		OAuth2AccessToken token = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "endless", null, null);
		OAuth2AuthorizedClient client = new OAuth2AuthorizedClient(registration(), "iot", token);
		assertThat(source((request) -> client).getSecret()).isEqualTo(new Secret("endless", null));
	}

	private void assertUnavailable(String reason) {
		assertUnavailable(this.source, reason);
	}

	private static void assertUnavailable(OAuth2AccessTokenSource source, String reason) {
		assertThatExceptionOfType(IotConnectionException.class).isThrownBy(source::getSecret)
			.withMessageContaining(reason)
			.withMessageNotContaining(SECRET)
			.withNoCause()
			.satisfies((ex) -> assertThat(ex.getFailure().kind()).isEqualTo(Kind.CREDENTIALS));
	}

	private OAuth2AccessTokenSource source(OAuth2AuthorizedClientManager manager) {
		InstantSource time = () -> Instant.now().plus(this.later);
		return new OAuth2AccessTokenSource(manager, "iot", time.withZone(ZoneOffset.UTC));
	}

	private OAuth2AuthorizedClientManager manager() {
		InMemoryClientRegistrationRepository registrations = new InMemoryClientRegistrationRepository(registration());
		return new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations,
				new InMemoryOAuth2AuthorizedClientService(registrations));
	}

	private ClientRegistration registration() {
		return ClientRegistration.withRegistrationId("iot")
			.clientId("device")
			.clientSecret(SECRET)
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.tokenUri(this.endpoint.uri())
			.build();
	}

}
