package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/local-endpoint-facts.md says about signed tokens, as a client sees it.
 */
class TokenFactsIntegrationTests {

	private static final String TOKEN = "h\u00e9ad.er/pay+load=&%41?";

	private static final String EVERYTHING = """
			{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}}""";

	private static final KeyPair LARGE = TestTokens.generate(3072);

	private static final AuthorizerRegistry REGISTRY = new AuthorizerRegistry(List
		.of(signed("Signed", TestTokens.FIRST, TestTokens.SECOND), signed("Large", LARGE), new RegisteredAuthorizer(
				"Unsigned", new StaticAuthorizer("Unsigned", Map.of("alice", "secret"), List.of(EVERYTHING)))),
			null);

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	@BeforeEach
	void authorizers() {
		endpoint.setAuthorizer(REGISTRY);
	}

	private static RegisteredAuthorizer signed(String name, KeyPair... keys) {
		TokenVerifier verifier = new TokenVerifier("tok", List.of(keys).stream().map(TestTokens::publicKey).toList());
		return new RegisteredAuthorizer(name, AuthorizerStatus.ACTIVE, verifier,
				new StaticAuthorizer(name, Map.of(), List.of(EVERYTHING)));
	}

	private static int connect(String authorizer, String token, String signature) throws Exception {
		return connect("?x-amz-customauthorizer-name=" + authorizer + "&tok=" + ApplicationEndpoint.encode(token)
				+ "&x-amz-customauthorizer-signature=" + ApplicationEndpoint.encode(signature), null);
	}

	private static int connect(String username, byte[] password) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			return client.connect("token", (connect) -> connect.username(username).password(password))
				.variableHeader()
				.connectReturnCode()
				.byteValue() & 0xFF;
		}
	}

	private static void assertRefusal(String reason) {
		await().untilAsserted(
				() -> assertThat(endpoint.details(Type.REFUSED, "token")).last().asString().contains(reason));
	}

	@Test
	void tokenIsVerifiedOverItsUtf8Bytes() throws Exception {
		String token = "t\u00f6ken \u20ac";
		assertThat(connect("Signed", token, TestTokens.sign(TestTokens.FIRST.getPrivate(), token))).isZero();
	}

	@Test
	void tokenSignedWithEitherKeyOpensTheConnection() throws Exception {
		for (KeyPair keys : List.of(TestTokens.FIRST, TestTokens.SECOND)) {
			assertThat(connect("Signed", TOKEN, TestTokens.sign(keys.getPrivate(), TOKEN))).isZero();
		}
	}

	@Test
	void largerKeysVerifyToo() throws Exception {
		assertThat(connect("Large", TOKEN, TestTokens.sign(LARGE.getPrivate(), TOKEN))).isZero();
	}

	@Test
	void jsonWebTokenMayBeTheToken() throws Exception {
		Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
		String token = encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
				+ encoder.encodeToString("{\"sub\":\"alice\"}".getBytes(StandardCharsets.UTF_8));
		String thirdPart = TestTokens.sign(TestTokens.FIRST.getPrivate(), token)
			.replace('+', '-')
			.replace('/', '_')
			.replace("=", "");
		assertThat(connect("Signed", token, thirdPart.replace('-', '+').replace('_', '/'))).isZero();
	}

	@Test
	void signatureWithLineBreaksIsRefused() throws Exception {
		String signature = TestTokens.sign(TestTokens.FIRST.getPrivate(), TOKEN);
		assertThat(connect("Signed", TOKEN, signature.substring(0, 64) + "\n" + signature.substring(64)))
			.isEqualTo(0x87);
		assertRefusal("is not base64");
	}

	@Test
	void signatureOfAnotherTokenIsRefused() throws Exception {
		assertThat(connect("Signed", TOKEN, TestTokens.sign(TestTokens.FIRST.getPrivate(), TOKEN + "\n")))
			.isEqualTo(0x87);
		assertRefusal("no signing key of authorizer 'Signed' made the token signature");
	}

	@Test
	void signatureOfAKeyThatTheAuthorizerDoesNotHaveIsRefused() throws Exception {
		assertThat(connect("Signed", TOKEN, TestTokens.sign(LARGE.getPrivate(), TOKEN))).isEqualTo(0x87);
		assertRefusal("no signing key of authorizer 'Signed' made the token signature");
	}

	@Test
	void missingSignatureIsRefused() throws Exception {
		assertThat(connect("?x-amz-customauthorizer-name=Signed&tok=t", null)).isEqualTo(0x87);
		assertRefusal("expects the signature of the token");
	}

	@Test
	void missingTokenIsRefused() throws Exception {
		String signature = TestTokens.sign(TestTokens.FIRST.getPrivate(), "");
		assertThat(connect("Signed", "", signature)).isEqualTo(0x87);
		assertRefusal("expects a token under 'tok'");
	}

	@Test
	void authorizerIsNotAskedWithoutAGenuineToken() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		endpoint
			.setAuthorizer(new AuthorizerRegistry(List.of(new RegisteredAuthorizer("Signed", AuthorizerStatus.ACTIVE,
					new TokenVerifier("tok", List.of(TestTokens.publicKey(TestTokens.FIRST))), (event) -> {
						calls.incrementAndGet();
						return AuthorizerResponse.authenticated("a", EVERYTHING);
					})), null));
		String signature = TestTokens.sign(TestTokens.FIRST.getPrivate(), TOKEN);
		assertThat(connect("Signed", "", signature)).isEqualTo(0x87);
		assertThat(connect("Signed", TOKEN, "")).isEqualTo(0x87);
		assertThat(connect("Signed", TOKEN + "x", signature)).isEqualTo(0x87);
		assertThat(connect("Signed", TOKEN, TestTokens.sign(LARGE.getPrivate(), TOKEN))).isEqualTo(0x87);
		assertThat(calls).hasValue(0);
		assertThat(connect("Signed", TOKEN, signature)).isZero();
		assertThat(calls).hasValue(1);
	}

	@Test
	void withoutSigningNoTokenIsNeeded() throws Exception {
		byte[] password = "secret".getBytes(StandardCharsets.UTF_8);
		assertThat(connect("alice?x-amz-customauthorizer-name=Unsigned", password)).isZero();
	}

}
