package io.github.iotcustomauth.local.authorizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt.Upgrade;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AuthorizerEvent} and what is made of an attempt for it.
 */
class AuthorizerEventTests {

	private static final String ID = "3b7a0dd8-2a4c-4b5e-9d5f-0b6f6c0f3a11";

	@Test
	void hasTheFormOfAwsForWebSocket() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("x-token", "t+1");
		ConnectAttempt attempt = new ConnectAttempt(5, "c-1", "alice?x-amz-customauthorizer-name=A%2C&SDK=x",
				"cGFzcw==", "localhost", new Upgrade(headers, "a=%20b"), false, ID, null, "127.0.0.1");
		assertJson(event(attempt, "t"), """
				{
					"token": "t",
					"signatureVerified": true,
					"protocols": ["tls", "http", "mqtt"],
					"protocolData": {
						"tls": { "serverName": "localhost" },
						"http": { "headers": { "x-token": "t+1" }, "queryString": "a=%20b" },
						"mqtt": {
							"username": "alice?x-amz-customauthorizer-name=A%2C&SDK=x",
							"password": "cGFzcw==",
							"clientId": "c-1"
						}
					},
					"connectionMetadata": { "id": "3b7a0dd8-2a4c-4b5e-9d5f-0b6f6c0f3a11" }
				}""");
	}

	@Test
	void hasTheCertificateOfTheClientAndItsId() {
		ClientCertificate certificate = TestCertificates.registered();
		ConnectAttempt attempt = new ConnectAttempt(5, "c", null, null, "localhost", null)
			.withClientCertificate(certificate);
		AuthorizerEvent event = event(attempt, null);
		assertThat(event.protocolData().tls())
			.isEqualTo(new AuthorizerEvent.Tls("localhost", certificate.pem(), certificate.id()));
		assertThat(event.toJson()).contains("\"tls\":{\"serverName\":\"localhost\",\"x509CertificatePem\":\""
				+ certificate.pem().replace("\n", "\\n") + "\",\"principalId\":\"" + certificate.id() + "\"}");
		assertThat(event.toString()).contains(certificate.id()).doesNotContain("CERTIFICATE");
		assertThat(attempt.toString()).doesNotContain("CERTIFICATE");
	}

	@Test
	void hasNothingThatTheClientDidNotSend() {
		ConnectAttempt attempt = new ConnectAttempt(4, "assigned", null, null, null, null, true, ID, null, "127.0.0.1");
		assertJson(event(attempt, null), """
				{
					"signatureVerified": false,
					"protocols": ["tls", "mqtt"],
					"protocolData": { "tls": {}, "mqtt": {} },
					"connectionMetadata": { "id": "3b7a0dd8-2a4c-4b5e-9d5f-0b6f6c0f3a11" }
				}""");
	}

	@Test
	void signatureIsNotVerifiedWithoutSigning() {
		AuthorizerEvent event = event(new ConnectAttempt(5, "c", "alice?tok=t", null, null, null), null);
		assertThat(event.signatureVerified()).isFalse();
		assertThat(event.toJson()).contains("\"signatureVerified\":false");
	}

	@Test
	void protocolsAreThoseThatApply() {
		Upgrade upgrade = new Upgrade(Map.of(), "");
		assertThat(event(new ConnectAttempt(5, "c", null, null, null, upgrade), null).protocols())
			.containsExactly("tls", "http", "mqtt");
		assertThat(event(new ConnectAttempt(5, "c", null, null, null, null), null).protocols()).containsExactly("tls",
				"mqtt");
	}

	@Test
	void webSocketWithoutQueryHasAnEmptyOne() {
		ConnectAttempt attempt = new ConnectAttempt(4, "c", null, null, null, new Upgrade(Map.of(), ""));
		assertThat(event(attempt, null).toJson()).contains("\"http\":{\"headers\":{},\"queryString\":\"\"}");
	}

	@Test
	void everyConnectionHasAnIdOfItsOwn() {
		ConnectAttempt one = new ConnectAttempt(4, "c", null, null, null, null);
		ConnectAttempt other = new ConnectAttempt(4, "c", null, null, null, null);
		assertThat(event(one, null).connectionMetadata()).isEqualTo(event(one, null).connectionMetadata())
			.isNotEqualTo(event(other, null).connectionMetadata());
	}

	@Test
	void verifiedTokenIsPartOfTheEventAndOthersAreNot() {
		List<AuthorizerEvent> events = new ArrayList<>();
		CustomAuthorizer function = (event) -> {
			events.add(event);
			return AuthorizerResponse.authenticated("a");
		};
		AuthorizerRegistry registry = new AuthorizerRegistry(List.of(
				new RegisteredAuthorizer("Signed", AuthorizerStatus.ACTIVE,
						new TokenVerifier("tok", List.of(TestTokens.publicKey(TestTokens.FIRST))), function),
				new RegisteredAuthorizer("Open", function)), "Signed");
		String signature = TestTokens.sign(TestTokens.FIRST.getPrivate(), "a+b");
		Upgrade upgrade = new Upgrade(Map.of("tok", "a+b", "x-amz-customauthorizer-signature", signature), "");
		registry.authorize(new ConnectAttempt(5, "c", null, null, null, upgrade));
		registry.authorize(new ConnectAttempt(5, "c", "?x-amz-customauthorizer-name=Open", null, null, upgrade));
		Upgrade forged = new Upgrade(Map.of("tok", "a+c", "x-amz-customauthorizer-signature", signature), "");
		registry.authorize(new ConnectAttempt(5, "c", null, null, null, forged));
		assertThat(events).extracting(AuthorizerEvent::token).containsExactly("a+b", null);
		assertThat(events).extracting(AuthorizerEvent::signatureVerified).containsExactly(true, false);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null", value = { "alice, alice", "alice?a=b, alice", "a?b?c, a?b", "null, ''" })
	void userIsTheUserNameWithoutItsQuery(@Nullable String username, String user) {
		assertThat(event(new ConnectAttempt(5, "c", username, null, null, null), null).user()).isEqualTo(user);
	}

	@Test
	void showsNoSecret() {
		assertThat(secretive().toString()).contains("c-1", "x-token").doesNotContain("t0p", "c2Vj", "secret", "alice");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			User alice of c-1 at localhost           | User alice of c-1 at localhost
			password secret or c2VjcmV0              | password *** or ***
			token t0p+en, as sent t0p%2Ben           | token ***, as sent ***
			header h3ader and query qu3ry            | header *** and query ***
			token d0cumented of the header           | token *** of the header
			a short x in the text, but not in xylo   | a short *** in the text, but not in xylo
			websocket 13                             | websocket 13
			""")
	void redactsWhatTheClientPresented(String text, String expected) {
		assertThat(secretive().redact(text)).isEqualTo(expected);
	}

	@Test
	void textThatIsCutShowsNoPartOfASecret() {
		String text = "x".repeat(64 * 1024 - 3) + "h3ader" + "y".repeat(1_000_000);
		assertThat(secretive().redact(text)).startsWith("xxx").endsWith("xxx...").hasSizeLessThan(64 * 1024 + 3);
	}

	private static AuthorizerEvent secretive() {
		Upgrade upgrade = new Upgrade(Map.of("x-token", "h3ader", "authorization", "Bearer d0cumented, x", "upgrade",
				"websocket", "sec-websocket-version", "13", "host", "localhost"), "k=qu3ry&s=x");
		return event(
				new ConnectAttempt(5, "c-1", "alice?tok=t0p%2Ben&empty=&bad=%zz", "c2VjcmV0", "localhost", upgrade),
				"t0p+en");
	}

	private static AuthorizerEvent event(ConnectAttempt attempt, @Nullable String token) {
		return CustomAuthRequest.of(attempt).toEvent(token);
	}

	private static void assertJson(AuthorizerEvent event, String expected) {
		assertThat(JsonMapper.shared().readTree(event.toJson())).isEqualTo(JsonMapper.shared().readTree(expected));
	}

}
