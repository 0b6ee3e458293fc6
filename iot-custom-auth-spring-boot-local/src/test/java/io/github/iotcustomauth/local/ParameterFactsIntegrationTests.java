package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/local-endpoint-facts.md says about where the parameters of custom
 * authentication are, as a WebSocket client sees it.
 */
class ParameterFactsIntegrationTests {

	private static final String NAME = "x-amz-customauthorizer-name";

	private static final String SIGNATURE = "x-amz-customauthorizer-signature";

	private static final String EVERYTHING = """
			{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}}""";

	private static final AuthorizerRegistry REGISTRY = new AuthorizerRegistry(List.of(
			new RegisteredAuthorizer("Users",
					new StaticAuthorizer("Users", Map.of("alice", "secret"), List.of(EVERYTHING))),
			new RegisteredAuthorizer("Signed", AuthorizerStatus.ACTIVE,
					new TokenVerifier("tok", List.of(TestTokens.publicKey(TestTokens.FIRST))),
					new StaticAuthorizer("Signed", Map.of(), List.of(EVERYTHING)))),
			null);

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	@BeforeEach
	void authorizers() {
		endpoint.setAuthorizer(REGISTRY);
	}

	// The signature of the token of ApplicationEndpoint has a '+'.
	private static Map<String, String> parameters(String signedToken) {
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put(NAME, "Signed");
		parameters.put("tok", ApplicationEndpoint.TOKEN);
		parameters.put(SIGNATURE, TestTokens.sign(TestTokens.FIRST.getPrivate(), signedToken));
		return parameters;
	}

	private static Map<String, String> genuine() {
		return parameters(ApplicationEndpoint.TOKEN);
	}

	private static Map<String, String> forged() {
		return parameters("another token");
	}

	private static String query(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "=" + ApplicationEndpoint.encode(parameter.getValue()))
			.collect(Collectors.joining("&", "?", ""));
	}

	private static int connect(String username, String password, String query, HttpHeaders headers) throws Exception {
		try (RawClient client = RawClient.webSocket(endpoint.port(), 5, query, headers)) {
			return client.connect("parameters", (connect) -> {
				connect.username(username);
				if (password != null) {
					connect.password(password.getBytes(StandardCharsets.UTF_8));
				}
			}).variableHeader().connectReturnCode().byteValue() & 0xFF;
		}
	}

	private static int connect(Position position, Map<String, String> parameters) throws Exception {
		return connect(position, parameters, null, null);
	}

	private static int connect(Position position, Map<String, String> parameters, String username, String password)
			throws Exception {
		return switch (position) {
			case USER_NAME -> connect(((username != null) ? username : "") + query(parameters), password, "",
					new DefaultHttpHeaders());
			case QUERY -> connect(username, password, query(parameters), new DefaultHttpHeaders());
			case HEADERS -> {
				HttpHeaders headers = new DefaultHttpHeaders();
				parameters.forEach(headers::add);
				yield connect(username, password, "", headers);
			}
		};
	}

	private static void assertRefused(int code, String reason) {
		assertThat(code).isEqualTo(0x87);
		await().untilAsserted(
				() -> assertThat(endpoint.details(Type.REFUSED, "parameters")).last().asString().contains(reason));
	}

	private static void assertDecides(Position position) throws Exception {
		assertThat(connect(position, genuine())).isZero();
		assertRefused(connect(position, forged()), "no signing key of authorizer 'Signed' made the token signature");
	}

	@Test
	void parametersMayBeInTheUserName() throws Exception {
		assertDecides(Position.USER_NAME);
	}

	@Test
	void parametersMayBeInTheQueryOfTheUpgrade() throws Exception {
		assertDecides(Position.QUERY);
	}

	@Test
	void parametersMayBeInTheHeadersOfTheUpgrade() throws Exception {
		assertDecides(Position.HEADERS);
	}

	@ParameterizedTest
	@EnumSource
	void nameMayBeInAnyOfThemForAUserWithAPassword(Position position) throws Exception {
		assertThat(connect(position, Map.of(NAME, "Users"), "alice", "secret")).isZero();
		assertRefused(connect(position, Map.of(NAME, "Users"), "alice", "wrong"),
				"the password is not the one that authorizer 'Users' has");
		assertRefused(connect(position, Map.of(NAME, "Nobody"), "alice", "secret"), "authorizer 'Nobody' is unknown");
	}

	@ParameterizedTest
	@EnumSource
	void namesOfParametersMayBeInAnyCase(Position position) throws Exception {
		assertThat(connect(position, inUpperCase(genuine()))).isZero();
		assertRefused(connect(position, inUpperCase(forged())), "no signing key of authorizer 'Signed'");
	}

	private static Map<String, String> inUpperCase(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.collect(Collectors.toMap((parameter) -> parameter.getKey().toUpperCase(Locale.ROOT), Map.Entry::getValue));
	}

	@Test
	void parametersBeforeTheLastQuestionMarkAreNotHonoured() throws Exception {
		String early = query(genuine());
		assertRefused(connect(early + "?SDK=JavaV2", null, "", new DefaultHttpHeaders()), "names no authorizer");
		assertThat(connect("?" + NAME + "=Nobody&tok=other" + early, null, "", new DefaultHttpHeaders())).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void unknownParametersAreIgnored(Position position) throws Exception {
		Map<String, String> parameters = new LinkedHashMap<>(Map.of("SDK", "JavaV2", "x-amz-customauthorizer-x", "y"));
		parameters.putAll(genuine());
		parameters.put("Version", "1.0");
		assertThat(connect(position, parameters)).isZero();
	}

	/**
	 * Where a client puts the parameters.
	 */
	enum Position {

		USER_NAME, QUERY, HEADERS

	}

}
