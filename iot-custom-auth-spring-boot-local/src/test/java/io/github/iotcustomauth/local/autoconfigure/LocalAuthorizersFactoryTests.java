package io.github.iotcustomauth.local.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt.Upgrade;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Granted;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Refused;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.io.ApplicationResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LocalAuthorizersFactory} and {@link AuthorizerPropertiesMapper}.
 */
class LocalAuthorizersFactoryTests {

	private static final KeyPair KEYS = TestTokens.FIRST;

	private static final String LONGEST_KEY_NAME = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
			+ "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk";

	@Test
	void withoutAuthorizersThereIsOneForGeneratedUser() {
		LocalAuthorizers authorizers = create();
		LocalCredentials credentials = authorizers.credentials();
		assertThat(credentials).isNotNull();
		assertThat(credentials.authorizerName()).isEqualTo("LocalAuthorizer");
		assertThat(credentials.username()).isEqualTo("local");
		assertThat(credentials.password()).hasSizeGreaterThanOrEqualTo(32);
		assertThat(login(authorizers, "local", credentials.password())).isInstanceOf(Granted.class);
		assertThat(login(authorizers, "local?x-amz-customauthorizer-name=LocalAuthorizer", credentials.password()))
			.isInstanceOf(Granted.class);
		assertThat(login(authorizers, "local", "guess")).isInstanceOf(Refused.class);
	}

	@Test
	void generatedPasswordIsNewEachTimeAndNeverShown() {
		LocalAuthorizers authorizers = create();
		LocalCredentials credentials = authorizers.credentials();
		assertThat(credentials).isNotNull();
		assertThat(create().credentials()).isNotNull().isNotEqualTo(credentials);
		assertThat(authorizers.toString()).contains("username=local").doesNotContain(credentials.password());
	}

	@Test
	void withoutPolicyClientOwnsItsIdAndTheTopicsBelow() {
		LocalAuthorizers authorizers = create("authorizers.A.users.alice", "secret", "default-authorizer", "A");
		PolicyEvaluator policies = ((Granted) login(authorizers, "alice", "secret")).policies();
		assertThat(policies.isAllowed("iot:Connect", "client/thermo-1")).isTrue();
		assertThat(policies.isAllowed("iot:Connect", "client/thermo-2")).isFalse();
		assertThat(policies.isAllowed("iot:Publish", "topic/thermo-1/a/b")).isTrue();
		assertThat(policies.isAllowed("iot:Receive", "topic/thermo-1/a/b")).isTrue();
		assertThat(policies.isAllowed("iot:Subscribe", "topicfilter/thermo-1/#")).isTrue();
		assertThat(policies.isAllowed("iot:Publish", "topic/thermo-2/a")).isFalse();
		assertThat(policies.isAllowed("iot:Subscribe", "topicfilter/#")).isFalse();
		assertThat(policies.isAllowed("iot:RetainPublish", "topic/thermo-1/a")).isFalse();
	}

	@Test
	void readsPolicyFromTextAndLocations(@TempDir Path directory) throws IOException {
		String json = """
				{ "Version": "2012-10-17",
				"Statement": { "Effect": "Allow", "Action": "iot:Publish", "Resource": "*" } }""";
		Path file = Files.writeString(directory.resolve("policy.json"), json);
		for (String policy : new String[] { json, "  " + json, file.toString(), file.toUri().toString() }) {
			LocalAuthorizers authorizers = create("authorizers.A.users.alice", "secret", "authorizers.A.policy", policy,
					"default-authorizer", "A");
			PolicyEvaluator policies = ((Granted) login(authorizers, "alice", "secret")).policies();
			assertThat(policies.isAllowed("iot:Publish", "topic/any")).isTrue();
			assertThat(policies.isAllowed("iot:Connect", "client/thermo-1")).isFalse();
		}
	}

	@Test
	void readsSigningKeysFromTextAndLocations(@TempDir Path directory) throws Exception {
		String pem = TestTokens.pem(KEYS.getPublic());
		Path file = Files.writeString(directory.resolve("key.pem"), pem);
		for (String key : new String[] { pem, file.toString(), file.toUri().toString() }) {
			LocalAuthorizers authorizers = create("default-authorizer", "A", "authorizers.A.token-key-name", "tok",
					"authorizers.A.signing-keys.first", key);
			assertThat(authorizers.credentials()).isNull();
			assertThat(token(authorizers, "tok", "t", TestTokens.sign(KEYS.getPrivate(), "t")))
				.isInstanceOf(Granted.class);
			assertThat(token(authorizers, "tok", "u", TestTokens.sign(KEYS.getPrivate(), "t")))
				.isInstanceOf(Refused.class);
		}
	}

	@Test
	void exposesFirstUserOfTheDefaultAuthorizer() {
		LocalAuthorizers authorizers = create("default-authorizer", "B", "authorizers.A.users.alice", "one",
				"authorizers.B.users.bob", "two", "authorizers.B.users.carol", "three");
		assertThat(authorizers.credentials()).isEqualTo(new LocalCredentials("B", "bob", "two"));
	}

	@Test
	void exposesFirstUserOfTheOnlyAuthorizer() {
		LocalAuthorizers authorizers = create("authorizers.A.users.alice", "one");
		assertThat(authorizers.credentials()).isEqualTo(new LocalCredentials("A", "alice", "one"));
		assertThat(login(authorizers, "alice", "one")).isInstanceOf(Refused.class);
		assertThat(login(authorizers, "alice?x-amz-customauthorizer-name=A", "one")).isInstanceOf(Granted.class);
	}

	@Test
	void exposesNothingWhenItIsNotClearWhose() {
		assertThat(create("authorizers.A.users.alice", "one", "authorizers.B.users.bob", "two").credentials()).isNull();
	}

	@Test
	void exposesNothingOfAnInactiveAuthorizer() {
		assertThat(create("authorizers.A.users.alice", "one", "authorizers.A.status", "inactive").credentials())
			.isNull();
	}

	@Test
	void exposesNothingWhenTokenIsNeededToo() {
		LocalAuthorizers authorizers = create("default-authorizer", "A", "authorizers.A.users.alice", "one",
				"authorizers.A.token-key-name", "tok", "authorizers.A.signing-keys.first",
				TestTokens.pem(KEYS.getPublic()));
		assertThat(authorizers.credentials()).isNull();
	}

	@Test
	void namesInBracketsMayHaveAnyCharacter() {
		LocalAuthorizers authorizers = create("default-authorizer", "My=@A",
				"authorizers[My=@A].users[alice@example.com]", "one");
		assertThat(login(authorizers, "alice@example.com", "one")).isInstanceOf(Granted.class);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					default-authorizer=A | default-authorizer | there is no authorizer 'A' | Name one of []
					default-authorizer=B authorizers.A.users.a=p | default-authorizer | there is no authorizer 'B' | Name one of [A]
					authorizers.A.users.alice= | authorizers.A.users.alice | the password is empty | Set a password
					authorizers.A.policy= | authorizers.A | has neither users nor signing keys | Give it 'users'
					authorizers.A.signing-disabled=true | authorizers.A | has neither users nor signing keys | Give it 'users'
					authorizers[a/b].users.a=p | authorizers.a/b | is no authorizer name | a name that AWS IoT Core takes
					authorizers.A.users.a=p authorizers.A.disconnect-after=299s | authorizers.A.disconnect-after | it is 299 seconds | 5 minutes to 1 day
					authorizers.A.users.a=p authorizers.A.refresh-after=2d | authorizers.A.refresh-after | it is 172800 seconds | 5 minutes to 1 day
					authorizers.A.lambda.handler=X authorizers.A.lambda.url=http://localhost | authorizers.A.lambda | both a handler and a url | Remove one
					authorizers.A.lambda.handler=java.lang.Nowhere | authorizers.A.lambda.handler | there is no class 'java.lang.Nowhere' (ClassNotFoundException) | Name a class
					authorizers.A.lambda.handler=java.lang.String | authorizers.A.lambda.handler | java.lang.String implements neither com.amazonaws | Name a class
					authorizers.A.lambda.url=localhost:9000 | authorizers.A.lambda.url | it is no http or https URL | invoke API
					authorizers.A.lambda.url=http://localhost authorizers.A.lambda.timeout=6s | authorizers.A.lambda.timeout | up to 5 seconds | more than 0 and at most 5
					authorizers.A.lambda.url=http://localhost authorizers.A.lambda.timeout=0 | authorizers.A.lambda.timeout | up to 5 seconds | more than 0 and at most 5
					authorizers.A.lambda.url=http://localhost authorizers.A.lambda.environment.TABLE=t | authorizers.A.lambda.environment | a function behind a URL has an environment of its own | Set it where the function runs
					authorizers.A.lambda.handler=java.lang.String authorizers.A.lambda.environment.TABLE=t | authorizers.A.lambda.environment.TABLE | the environment of this process does not have 'TABLE' with this value | Set the variable where the process is started
					authorizers.A.lambda.url=http://localhost authorizers.A.users.a=p | authorizers.A.users | the Lambda function decides | Remove the property
					authorizers.A.lambda.url=http://localhost authorizers.A.policy={} | authorizers.A.policy | the Lambda function decides | Remove the property
					authorizers.A.lambda.url=http://localhost authorizers.A.disconnect-after=1h | authorizers.A.disconnect-after | the Lambda function decides | Remove the property
					authorizers.A.lambda.url=http://localhost authorizers.A.refresh-after=1h | authorizers.A.refresh-after | the Lambda function decides | Remove the property
					authorizers.A.users.a=p authorizers.A.policy=file:gone/missing.json | authorizers.A.policy | there is no 'missing.json' in | Correct the location
					authorizers.A.users.a=p authorizers.A.policy={} | authorizers.A.policy | needs "Version" | Correct the policy
					authorizers.A.users.a=p authorizers.A.token-key-name=tok | authorizers.A.token-key-name | there are no signing keys | add 'signing-keys'
					authorizers.A.signing-keys.k=KEY authorizers.A.token-key-name=a.b | authorizers.A.token-key-name | 'a.b' is no token key name | Use a name
					authorizers.A.signing-keys.k=nowhere.pem authorizers.A.token-key-name=t | authorizers.A.signing-keys.k | neither PEM text nor the location | Correct the location
					authorizers.A.signing-keys.k=SMALL authorizers.A.token-key-name=t | authorizers.A.signing-keys.k | it has 1024 bits | at least 2048 bits
					authorizers.A.signing-keys.k=PRIVATE authorizers.A.token-key-name=t | authorizers.A.signing-keys.k | it is a private key | Use an RSA public key
					authorizers.A.signing-keys.k=KEY authorizers.A.signing-keys.l=KEY authorizers.A.signing-keys.m=KEY | authorizers.A.signing-keys | there are 3 keys | Leave at most two
					""")
	void rejects(String properties, String property, String reason, String action) {
		String[] pairs = Arrays.stream(properties.split(" "))
			.flatMap((pair) -> Arrays.stream(pair.split("=", 2)))
			.map(LocalAuthorizersFactoryTests::key)
			.toArray(String[]::new);
		assertRejected(property, reason, action, pairs);
	}

	private static void assertRejected(String property, String reason, String action, String... pairs) {
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class).isThrownBy(() -> create(pairs))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("aws.iot.custom-auth.local." + property);
				assertThat(ex.getReason()).contains(reason);
				assertThat(ex.getAction()).contains(action).endsWith(".");
				assertThat(ex).hasMessageContainingAll(property, reason).hasMessageNotContaining("nowhere");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.b", "a b", "\u00e9", LONGEST_KEY_NAME + "k" })
	void rejectsNameOfAKey(String name) {
		assertRejected("authorizers.A.signing-keys." + name, "'" + name + "' is no name for a key", "Use 1 to 128",
				signing(name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "k", "Az09:_-", LONGEST_KEY_NAME })
	void takesNameOfAKey(String name) {
		assertThat(token(create(signing(name)), "tok", "t", TestTokens.sign(KEYS.getPrivate(), "t")))
			.isInstanceOf(Granted.class);
	}

	@Test
	void keysAndDisabledSigningExcludeEachOther() {
		assertRejected("authorizers.A.signing-disabled", "there are signing keys", "Remove the property",
				"authorizers.A.signing-keys.k", TestTokens.pem(KEYS.getPublic()), "authorizers.A.signing-disabled",
				"true");
	}

	@Test
	void enabledSigningNeedsKeys() {
		assertRejected("authorizers.A.signing-disabled", "there are no signing keys", "add 'signing-keys'",
				"authorizers.A.users.a", "p", "authorizers.A.signing-disabled", "false");
	}

	@Test
	void keysNeedATokenKeyName() {
		assertRejected("authorizers.A.token-key-name", "it is missing", "Set it to the name",
				"authorizers.A.signing-keys.k", TestTokens.pem(KEYS.getPublic()));
	}

	@Test
	void timesAndStatusAreThoseOfTheProperties() {
		LocalAuthorizers authorizers = create("default-authorizer", "A", "authorizers.A.users.alice", "secret",
				"authorizers.A.disconnect-after", "2h", "authorizers.A.refresh-after", "10m", "authorizers.B.status",
				"inactive", "authorizers.B.users.bob", "secret");
		Granted granted = (Granted) login(authorizers, "alice", "secret");
		assertThat(granted.disconnectAfter()).hasHours(2);
		assertThat(granted.refreshAfter()).hasMinutes(10);
		assertThat(login(authorizers, "bob?x-amz-customauthorizer-name=B", "secret"))
			.isEqualTo(new Refused("authorizer 'B' is INACTIVE; see its property 'status'"));
	}

	@Test
	void authorizerIsActiveUnlessItSaysOtherwise() {
		assertThat(token(create(signing("k")), "tok", "t", TestTokens.sign(KEYS.getPrivate(), "t")))
			.isInstanceOf(Granted.class);
	}

	@Test
	void authorizerWithoutKeysNeedsNoToken() {
		LocalAuthorizers authorizers = create("default-authorizer", "A", "authorizers.A.users.alice", "secret",
				"authorizers.A.status", "active");
		assertThat(login(authorizers, "alice", "secret")).isInstanceOf(Granted.class);
	}

	@Test
	void beanDecidesUnderItsName() {
		CustomAuthorizer bean = (event) -> AuthorizerResponse.authenticated(event.user());
		LocalAuthorizers authorizers = create(Map.of("Mine", bean), "authorizers.A.users.alice", "secret");
		assertThat(authorizers.credentials()).isNull();
		assertThat(login(authorizers, "bob?x-amz-customauthorizer-name=Mine", "any")).isInstanceOf(Granted.class);
		assertThat(login(authorizers, "bob?x-amz-customauthorizer-name=A", "any")).isInstanceOf(Refused.class);
		assertThat(create(Map.of("Mine", bean), "default-authorizer", "Mine").credentials()).isNull();
	}

	@Test
	void beanAndPropertiesOfOneNameCombine() {
		LocalAuthorizers authorizers = create(
				Map.of("A", (event) -> AuthorizerResponse.authenticated(String.valueOf(event.token()))),
				"default-authorizer", "A", "authorizers.A.token-key-name", "tok", "authorizers.A.signing-keys.first",
				TestTokens.pem(KEYS.getPublic()));
		assertThat(token(authorizers, "tok", "t7", TestTokens.sign(KEYS.getPrivate(), "t7")))
			.isInstanceOfSatisfying(Granted.class, (granted) -> assertThat(granted.principalId()).isEqualTo("t7"));
		assertThat(token(authorizers, "tok", "t8", TestTokens.sign(KEYS.getPrivate(), "t7")))
			.isInstanceOf(Refused.class);
	}

	@ParameterizedTest
	@CsvSource({ "users.alice, authorizers.A.users, it is set although the bean 'A' decides",
			"lambda.url, authorizers.A.lambda, it is set although there is a bean 'A' that decides" })
	void beanAndPropertyCannotBothDecide(String property, String blamed, String reason) {
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class)
			.isThrownBy(() -> create(Map.of("A", (event) -> AuthorizerResponse.authenticated("a")),
					"authorizers.A." + property, "http://localhost"))
			.withMessage("Property 'aws.iot.custom-auth.local." + blamed + "': " + reason);
	}

	@Test
	void beanNeedsTheNameOfAnAuthorizer() {
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class)
			.isThrownBy(() -> create(Map.of("a.b", (event) -> AuthorizerResponse.authenticated("a"))))
			.withMessageContaining("'a.b' is no authorizer name");
	}

	@Test
	void explicitlyDisabledSigningMayKeepTheTokenKeyName() {
		LocalAuthorizers authorizers = create("authorizers.A.users.alice", "one", "authorizers.A.token-key-name", "tok",
				"authorizers.A.signing-disabled", "true", "default-authorizer", "A");
		assertThat(login(authorizers, "alice", "one")).isInstanceOf(Granted.class);
	}

	private static String key(String value) {
		return switch (value) {
			case "KEY" -> TestTokens.pem(KEYS.getPublic());
			case "SMALL" -> TestTokens.pem(TestTokens.generate(1024).getPublic());
			case "PRIVATE" -> "-----BEGIN PRIVATE KEY-----\nnowhere\n-----END PRIVATE KEY-----";
			default -> value;
		};
	}

	private static String[] signing(String keyName) {
		return new String[] { "default-authorizer", "A", "authorizers.A.token-key-name", "tok",
				"authorizers.A.signing-keys[" + keyName + "]", TestTokens.pem(KEYS.getPublic()) };
	}

	private static LocalAuthorizers create(String... pairs) {
		return create(Map.of(), pairs);
	}

	private static LocalAuthorizers create(Map<String, CustomAuthorizer> beans, String... pairs) {
		Map<String, String> map = new LinkedHashMap<>();
		for (int i = 0; i < pairs.length; i += 2) {
			map.put("aws.iot.custom-auth.local." + pairs[i], pairs[i + 1]);
		}
		LocalIotCoreProperties properties = new Binder(new MapConfigurationPropertySource(map))
			.bindOrCreate("aws.iot.custom-auth.local", LocalIotCoreProperties.class);
		return new LocalAuthorizersFactory(properties, beans, ApplicationResourceLoader.get()).create();
	}

	private static ConnectDecision login(LocalAuthorizers authorizers, String username, String password) {
		String encoded = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
		return authorizers.registry().authorize(attempt(username, encoded, null));
	}

	private static ConnectDecision token(LocalAuthorizers authorizers, String name, String token, String signature) {
		Upgrade upgrade = new Upgrade(Map.of(name, token, "x-amz-customauthorizer-signature", signature), "");
		return authorizers.registry().authorize(attempt(null, null, upgrade));
	}

	private static ConnectAttempt attempt(@Nullable String username, @Nullable String password,
			@Nullable Upgrade upgrade) {
		return new ConnectAttempt(5, "thermo-1", username, password, "localhost", upgrade);
	}

}
