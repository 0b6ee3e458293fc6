package io.github.iotcustomauth.local.authorizer;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt.Upgrade;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Granted;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Refused;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AuthorizerRegistry}, {@link StaticAuthorizer} and
 * {@link TokenVerifier}.
 */
class AuthorizerRegistryTests {

	private static final String TOKEN = "h\u00e9ad.er/pay+load=&%41?";

	private static final String POLICY = """
			{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "iot:*", "Resource": [
				"arn:aws:iot:eu-west-1:1:client/${iot:ClientId}",
				"arn:aws:iot:eu-west-1:1:topic/${iot:DomainName}/${iot:ClientId}" ] } }
			""";

	private static final RegisteredAuthorizer USERS = new RegisteredAuthorizer("Users",
			new StaticAuthorizer("Users", Map.of("alice", "wonderl\u00e4nd", "b.o=b", "builder"), List.of(POLICY)));

	private static final RegisteredAuthorizer SIGNED = new RegisteredAuthorizer("Signed", AuthorizerStatus.ACTIVE,
			new TokenVerifier("tok",
					List.of(TestTokens.publicKey(TestTokens.FIRST), TestTokens.publicKey(TestTokens.SECOND))),
			new StaticAuthorizer("Signed", Map.of(), List.of(POLICY)));

	private static final RegisteredAuthorizer BOTH = new RegisteredAuthorizer("Both", AuthorizerStatus.ACTIVE,
			new TokenVerifier("tok", List.of(TestTokens.publicKey(TestTokens.FIRST))),
			new StaticAuthorizer("Both", Map.of("alice", "secret"), List.of(POLICY)));

	private static final AuthorizerRegistry REGISTRY = new AuthorizerRegistry(List.of(USERS, SIGNED, BOTH), "Users");

	@ParameterizedTest
	@CsvSource(nullValues = "null", delimiter = '|',
			textBlock = """
					alice                                      | wonderl\u00e4nd | null
					alice?                                     | wonderl\u00e4nd | null
					alice?x-amz-customauthorizer-name=         | wonderl\u00e4nd | null
					alice?x-amz-customauthorizer-name=Users    | wonderl\u00e4nd | null
					alice?SDK=IoTDeviceSDK/Java&Platform=Linux | wonderl\u00e4nd | null
					b.o=b                                      | builder         | null
					alice          | wonderland      | the password is not the one that authorizer 'Users' has for user 'alice'
					alice          | ''              | the password is not the one that authorizer 'Users' has for user 'alice'
					alice          | builder         | the password is not the one that authorizer 'Users' has for user 'alice'
					alice          | null            | authorizer 'Users' expects a password of user 'alice' but the client sent none
					Alice          | wonderl\u00e4nd | the user name is unknown to authorizer 'Users'
					null           | wonderl\u00e4nd | authorizer 'Users' expects a user name but the client sent none
					?SDK=x         | wonderl\u00e4nd | authorizer 'Users' expects a user name but the client sent none
					alice?x-amz-customauthorizer-name=Nobody   | wonderl\u00e4nd | authorizer 'Nobody' is unknown; known are [Both, Signed, Users]
					alice?x-amz-customauthorizer-name=users    | wonderl\u00e4nd | authorizer 'users' is unknown; known are [Both, Signed, Users]
					alice?x-amz-customauthorizer-name=''       | wonderl\u00e4nd | the client names an authorizer that AWS IoT Core could not have; known are [Both, Signed, Users]
					alice?x-amz-customauthorizer-name=Users?SDK=x | wonderl\u00e4nd | the user name is unknown to authorizer 'Users' (the user name has parameters that are not read: they belong after its last '?')
					x-amz-customauthorizer-name=Users          | wonderl\u00e4nd | the user name is unknown to authorizer 'Users' (the user name has parameters that are not read: they belong after its last '?')
					""")
	void decidesAboutUsers(@Nullable String username, @Nullable String password, @Nullable String reason) {
		assertDecision(REGISTRY.authorize(attempt(username, password, null)), reason);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void conditionThatCannotBeDecidedIsLoggedOnce(CapturedOutput output) {
		String policy = """
				{ "Version": "2012-10-17", "Statement": [
				{ "Effect": "Allow", "Action": "iot:Connect", "Resource": "*" },
				{ "Sid": "Late", "Effect": "Deny", "Action": "iot:Publish", "Resource": "*",
				"Condition": { "DateGreaterThan": { "aws:CurrentTime": "2026-01-01T00:00:00Z" } } } ] }""";
		AuthorizerRegistry registry = new AuthorizerRegistry(List.of(new RegisteredAuthorizer("Late",
				new StaticAuthorizer("Late", Map.of("alice", "secret"), List.of(policy)))), "Late");
		for (int i = 0; i < 3; i++) {
			assertThat(registry.authorize(attempt("alice", "secret", null))).isInstanceOf(Granted.class);
		}
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("cannot decide"))
			.singleElement()
			.asString()
			.endsWith(
					"authorizer 'Late': statement 'Late' of policy document 1 has a condition that the local endpoint "
							+ "cannot decide, DateGreaterThan aws:CurrentTime: the statement applies without it");
	}

	@Test
	void comparesPasswordsAsBytes() {
		RegisteredAuthorizer authorizer = users("alice", "\ufffd");
		String notUtf8 = Base64.getEncoder().encodeToString(new byte[] { (byte) 0xff });
		assertThat(new AuthorizerRegistry(List.of(authorizer), "A")
			.authorize(new ConnectAttempt(5, "c", "alice", notUtf8, null, null))).isInstanceOf(Refused.class);
	}

	@Test
	void withoutDefaultAuthorizerAClientHasToNameOne() {
		AuthorizerRegistry registry = new AuthorizerRegistry(List.of(USERS), null);
		assertDecision(registry.authorize(attempt("alice", "wonderl\u00e4nd", null)),
				"the client names no authorizer and there is no default one; see default-authorizer");
		assertDecision(registry.authorize(attempt("alice?x-amz-customauthorizer-name=Users", "wonderl\u00e4nd", null)),
				null);
	}

	@Test
	void everySigningKeyVerifies() {
		for (KeyPair keys : List.of(TestTokens.FIRST, TestTokens.SECOND)) {
			String signature = TestTokens.sign(keys.getPrivate(), TOKEN);
			assertDecision(REGISTRY.authorize(signed("Signed", TOKEN, signature)), null);
		}
	}

	@Test
	void signatureNeedsNoPadding() {
		String signature = TestTokens.sign(TestTokens.FIRST.getPrivate(), TOKEN);
		assertThat(signature).endsWith("==");
		assertDecision(REGISTRY.authorize(signed("Signed", TOKEN, signature.replace("=", ""))), null);
	}

	@Test
	void signedTokenMayComeInTheUpgradeRequest() {
		String signature = TestTokens.sign(TestTokens.FIRST.getPrivate(), "a+b");
		Upgrade headers = new Upgrade(Map.of("x-amz-customauthorizer-name", "Signed",
				"x-amz-customauthorizer-signature", signature, "tok", "a+b"), "");
		assertDecision(REGISTRY.authorize(attempt(null, null, headers)), null);
		Upgrade query = new Upgrade(Map.of(), "X-Amz-CustomAuthorizer-Name=Signed&TOK=a%2Bb&"
				+ "x-amz-customauthorizer-signature=" + URLEncoder.encode(signature, StandardCharsets.UTF_8));
		assertDecision(REGISTRY.authorize(attempt(null, null, query)), null);
	}

	@Test
	void missingTokenIsRefused() {
		String signature = TestTokens.sign(TestTokens.FIRST.getPrivate(), TOKEN);
		assertDecision(REGISTRY.authorize(signed("Signed", null, signature)),
				"authorizer 'Signed' expects a token under 'tok' but the client sent none; see token-key-name");
	}

	@Test
	void missingSignatureIsRefused() {
		assertDecision(REGISTRY.authorize(signed("Signed", TOKEN, null)), "authorizer 'Signed' expects the signature "
				+ "of the token in x-amz-customauthorizer-signature but the client sent none");
	}

	@Test
	void wrongSignatureIsRefused() {
		String reason = "no signing key of authorizer 'Signed' made the token signature; "
				+ "it has to be SHA256withRSA over exactly the token";
		String otherToken = TestTokens.sign(TestTokens.FIRST.getPrivate(), TOKEN + " ");
		String otherKey = TestTokens.sign(TestTokens.generate(2048).getPrivate(), TOKEN);
		for (String signature : List.of(otherToken, otherKey, "AAAA")) {
			assertDecision(REGISTRY.authorize(signed("Signed", TOKEN, signature)), reason);
		}
	}

	@Test
	void tokenMayHave6144Characters() {
		String token = "t".repeat(6144);
		assertDecision(
				REGISTRY.authorize(signed("Signed", token, TestTokens.sign(TestTokens.FIRST.getPrivate(), token))),
				null);
		String longer = token + "t";
		assertDecision(
				REGISTRY.authorize(signed("Signed", longer, TestTokens.sign(TestTokens.FIRST.getPrivate(), longer))),
				"the token for authorizer 'Signed' has 6145 characters, AWS IoT Core takes at most 6144");
	}

	@Test
	void signatureMayHave2560Characters() {
		assertDecision(REGISTRY.authorize(signed("Signed", TOKEN, "A".repeat(2560))),
				"no signing key of authorizer 'Signed' made the token signature; "
						+ "it has to be SHA256withRSA over exactly the token");
		assertDecision(REGISTRY.authorize(signed("Signed", TOKEN, "A".repeat(2561))),
				"the token signature for authorizer 'Signed' has 2561 characters, AWS IoT Core takes at most 2560");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a_b- | the token signature for authorizer 'Signed' is not base64
			a b= | the token signature for authorizer 'Signed' is not base64; send its '+' as %2B
			""")
	void signatureThatIsNotBase64IsRefused(String signature, String reason) {
		assertDecision(REGISTRY.authorize(signed("Signed", TOKEN, signature)), reason);
	}

	@Test
	void authorizerWithKeysAndUsersExpectsBothAndTheTokenFirst() {
		String signature = TestTokens.sign(TestTokens.FIRST.getPrivate(), TOKEN);
		String query = "?x-amz-customauthorizer-name=Both&tok=" + URLEncoder.encode(TOKEN, StandardCharsets.UTF_8)
				+ "&x-amz-customauthorizer-signature=" + URLEncoder.encode(signature, StandardCharsets.UTF_8);
		assertDecision(REGISTRY.authorize(attempt("alice" + query, "secret", null)), null);
		assertDecision(REGISTRY.authorize(attempt("alice" + query, "wrong", null)),
				"the password is not the one that authorizer 'Both' has for user 'alice'");
		assertDecision(REGISTRY.authorize(attempt("alice?x-amz-customauthorizer-name=Both", "wrong", null)),
				"authorizer 'Both' expects a token under 'tok' but the client sent none; see token-key-name");
	}

	@Test
	void grantsPoliciesBoundToTheClientWithTheDefaultsOfAws() {
		ConnectAttempt attempt = new ConnectAttempt(5, "client-1", "alice", base64("wonderl\u00e4nd"), "localhost",
				null);
		Granted granted = (Granted) REGISTRY.authorize(attempt);
		assertThat(granted.policies().isAllowed("iot:Connect", "client/client-1")).isTrue();
		assertThat(granted.policies().isAllowed("iot:Connect", "client/client-2")).isFalse();
		assertThat(granted.policies().isAllowed("iot:Publish", "topic/localhost/client-1")).isTrue();
		assertThat(granted.disconnectAfter()).isEqualTo(Duration.ofSeconds(86_400));
		assertThat(granted.refreshAfter()).isEqualTo(Duration.ofSeconds(300));
	}

	@ParameterizedTest
	@CsvSource({ "alice, c, alice", "'al-i_c.e@x\u00e9', c, alicex", "'', thermo-1, thermo1", "-, thermo-1, thermo1",
			"_, -, anonymous" })
	void principalIsDerivedFromTheUserName(String user, String clientId, String expected) {
		String signature = TestTokens.sign(TestTokens.FIRST.getPrivate(), "t");
		String username = user + "?x-amz-customauthorizer-name=Signed&tok=t&x-amz-customauthorizer-signature="
				+ URLEncoder.encode(signature, StandardCharsets.UTF_8);
		Granted granted = (Granted) REGISTRY.authorize(new ConnectAttempt(4, clientId, username, null, null, null));
		assertThat(granted.principalId()).isEqualTo(expected).matches("[a-zA-Z0-9]{1,128}");
	}

	@Test
	void principalHasAtMost128Characters() {
		String user = "a".repeat(200);
		RegisteredAuthorizer authorizer = users(user, "p");
		Granted granted = (Granted) new AuthorizerRegistry(List.of(authorizer), "A")
			.authorize(attempt(user, "p", null));
		assertThat(granted.principalId()).hasSize(128);
	}

	@Test
	void rejectsUnknownDefaultAuthorizerAndDuplicates() {
		assertThatIllegalArgumentException().isThrownBy(() -> new AuthorizerRegistry(List.of(USERS), "Other"))
			.withMessage("Default authorizer 'Other' is unknown; known are [Users]");
		assertThatIllegalArgumentException().isThrownBy(() -> new AuthorizerRegistry(List.of(USERS, USERS), null))
			.withMessage("Authorizer 'Users' is there twice");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a.b", "a/b", "\u00e9" })
	void rejectsAuthorizerName(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> new RegisteredAuthorizer(name, USERS.function()))
			.withMessageStartingWith("'" + name + "' is no authorizer name");
	}

	@Test
	void failureOfABeanIsReportedWithoutTheSecretsOfTheClient() {
		RegisteredAuthorizer bean = new RegisteredAuthorizer("Mine", (event) -> {
			throw new AuthorizerFailedException("no use for wonderland");
		});
		assertDecision(new AuthorizerRegistry(List.of(bean), "Mine").authorize(attempt("alice", "wonderland", null)),
				"authorizer 'Mine' failed: no use for ***");
	}

	@Test
	void interruptOfABeanIsKept() {
		RegisteredAuthorizer bean = new RegisteredAuthorizer("Mine", (event) -> {
			throw new InterruptedException();
		});
		assertDecision(new AuthorizerRegistry(List.of(bean), "Mine").authorize(attempt("alice", "wonderland", null)),
				"authorizer 'Mine' was interrupted");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void inactiveAuthorizerRefusesWithoutBeingAsked() {
		RegisteredAuthorizer inactive = new RegisteredAuthorizer("A", AuthorizerStatus.INACTIVE, null, (event) -> {
			throw new AssertionError("asked");
		});
		assertDecision(new AuthorizerRegistry(List.of(inactive), "A").authorize(attempt(null, null, null)),
				"authorizer 'A' is INACTIVE; see its property 'status'");
	}

	@Test
	void rejectsMoreThanTenPolicies() {
		assertThatExceptionOfType(InvalidAuthorizerResponseException.class)
			.isThrownBy(() -> new StaticAuthorizer("A", Map.of("a", "b"), Collections.nCopies(11, POLICY)))
			.withMessage("there are 11 policyDocuments, AWS IoT Core takes at most 10");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a.b", "a?b" })
	void rejectsTokenKeyName(String name) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TokenVerifier(name, List.of(TestTokens.publicKey(TestTokens.FIRST))))
			.withMessageStartingWith("'" + name + "' is no token key name");
	}

	@Test
	void rejectsWrongNumberOfKeys() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TokenVerifier("tok", List.of()))
			.withMessage("0 signing keys; an authorizer has one or two");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TokenVerifier("tok", Collections.nCopies(3, TestTokens.publicKey(TestTokens.FIRST))))
			.withMessage("3 signing keys; an authorizer has one or two");
	}

	@Test
	void rejectsSmallKey() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TokenVerifier("tok", List.of(TestTokens.publicKey(TestTokens.generate(1024)))))
			.withMessage("it has 1024 bits; AWS IoT Core takes at least 2048");
	}

	@Test
	void showsNoSecret() {
		assertThat(BOTH).hasToString("RegisteredAuthorizer[name=Both, status=ACTIVE, signing=true]");
		assertThat(BOTH.function()).hasToString("StaticAuthorizer[name=Both, users=1]");
		assertThat(REGISTRY.toString()).doesNotContain("secret", "wonder");
	}

	private static RegisteredAuthorizer users(String user, String password) {
		return new RegisteredAuthorizer("A", new StaticAuthorizer("A", Map.of(user, password), List.of()));
	}

	private static void assertDecision(ConnectDecision decision, @Nullable String reason) {
		if (reason != null) {
			assertThat(decision).isEqualTo(new Refused(reason));
		}
		else {
			assertThat(decision).isInstanceOf(Granted.class);
		}
	}

	private static ConnectAttempt signed(String authorizer, @Nullable String token, @Nullable String signature) {
		String username = "?x-amz-customauthorizer-name=" + authorizer;
		if (token != null) {
			username += "&tok=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
		}
		if (signature != null) {
			username += "&x-amz-customauthorizer-signature=" + URLEncoder.encode(signature, StandardCharsets.UTF_8);
		}
		return attempt(username, null, null);
	}

	private static ConnectAttempt attempt(@Nullable String username, @Nullable String password,
			@Nullable Upgrade upgrade) {
		return new ConnectAttempt(5, "client-1", username, (password != null) ? base64(password) : null, null, upgrade);
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
