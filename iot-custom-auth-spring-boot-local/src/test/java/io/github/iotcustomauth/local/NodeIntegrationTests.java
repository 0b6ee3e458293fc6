package io.github.iotcustomauth.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * AWS's SDK for JavaScript against the endpoint, with its own builders for custom
 * authentication. One process of Node makes all attempts; each test looks at one of them.
 */
class NodeIntegrationTests {

	private static final String SIGNED_QUERY = "?x-amz-customauthorizer-name=" + ApplicationEndpoint.SIGNED + "&"
			+ ApplicationEndpoint.TOKEN_KEY_NAME + "=" + ApplicationEndpoint.TOKEN;

	private static NodeSdk sdk;

	private static ApplicationEndpoint endpoint;

	private static Map<String, NodeSdk.Outcome> outcomes;

	@TempDir
	static Path directory;

	@BeforeAll
	static void connect() throws Exception {
		sdk = NodeSdk.install();
		if (sdk.missing() != null) {
			return;
		}
		endpoint = ApplicationEndpoint.start(directory);
		outcomes = sdk.run(endpoint,
				Stream.of(accepted(), refused(), refusedForItsEncoding())
					.flatMap((attempts) -> attempts)
					.map(Attempt::toJson)
					.toList());
	}

	@AfterAll
	static void stop() {
		if (endpoint != null) {
			endpoint.close();
		}
	}

	// here, because a class that is skipped as a whole says nothing in the report
	@BeforeEach
	void skipWithoutSdk() {
		assumeTrue(sdk.missing() == null, sdk.missing());
	}

	static Stream<Attempt> accepted() {
		return ways((way) -> Stream.of(way.withUser("user name and password", "correct"),
				way.withToken("signed token", ApplicationEndpoint.sign(ApplicationEndpoint.TOKEN))));
	}

	static Stream<Attempt> refused() {
		return ways((way) -> Stream.of(
				way.withUser("wrong password", "wrong").refusedBecause("the password is not the one"),
				way.withUser("no password", null).refusedBecause("expects a password"),
				way.withUser("unknown authorizer", "correct")
					.with("authorizer", "Nobody")
					.refusedBecause("authorizer 'Nobody' is unknown"),
				way.withUser("client id that the policy does not allow", "correct")
					.with("clientId", "stranger-" + way.protocol() + way.transport())
					.refusedBecause("the policy does not allow iot:Connect on client/stranger-"),
				way.withToken("signature of another token", ApplicationEndpoint.sign("other"))
					.refusedBecause("no signing key of authorizer 'TokenAuthorizer' made the token signature"),
				// the builders refuse a token without a signature themselves
				way.named("no signature").with("username", SIGNED_QUERY).refusedBecause("expects the signature")));
	}

	static Stream<Attempt> refusedForItsEncoding() {
		return Stream.of(new Attempt(5, "websocket", "", Map.of(), "")
			.withToken("signature that the builder does not encode",
					ApplicationEndpoint.sign(ApplicationEndpoint.TOKEN))
			.with("rawSignature", true)
			.refusedBecause("send its '+' as %2B"));
	}

	private static Stream<Attempt> ways(Function<Attempt, Stream<Attempt>> attempts) {
		return Stream.of(3, 5)
			.flatMap((protocol) -> Stream.of("tls", "websocket")
				.map((transport) -> new Attempt(protocol, transport, "", Map.of(), "")))
			.flatMap(attempts);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("accepted")
	void connectsPublishesAndReceives(Attempt attempt) {
		NodeSdk.Outcome outcome = outcomes.get(attempt.fullName());
		assertThat(outcome)
			.isEqualTo(new NodeSdk.Outcome(attempt.fullName(), true, 0, null, null, 1, 0, List.of(attempt.clientId())));
		assertThat(endpoint.happened(Type.CONNECTED, attempt.clientId(), attempt.description())).isTrue();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource({ "refused", "refusedForItsEncoding" })
	void isRefused(Attempt attempt) {
		NodeSdk.Outcome outcome = outcomes.get(attempt.fullName());
		assertThat(outcome.connected()).isFalse();
		if (attempt.protocol() == 5) {
			assertThat(outcome.reasonCode()).isEqualTo(0x87);
			assertThat(outcome.reasonString())
				.startsWith("CONNACK:Client is not authenticated/authorized to send the message:");
			assertThat(outcome.error()).contains("AWS_ERROR_MQTT5_CONNACK_CONNECTION_REFUSED");
		}
		else {
			// a CONNACK that refuses would be AWS_ERROR_MQTT_PROTOCOL_ERROR
			assertThat(outcome.error()).contains("AWS_ERROR_MQTT_UNEXPECTED_HANGUP");
		}
		assertThat(endpoint.happened(Type.REFUSED, attempt.clientId(), attempt.description())).isTrue();
		assertThat(endpoint.happened(Type.REFUSED, attempt.clientId(), attempt.refusal())).isTrue();
	}

	/**
	 * A connection attempt.
	 *
	 * @param protocol 3 for MQTT 3.1.1, or 5
	 * @param transport tls or websocket
	 * @param name what is special about it
	 * @param credentials what the client presents
	 * @param refusal what the endpoint says about it
	 */
	record Attempt(int protocol, String transport, String name, Map<String, Object> credentials, String refusal) {

		Attempt named(String name) {
			return new Attempt(this.protocol, this.transport, name, this.credentials, this.refusal);
		}

		Attempt with(String key, Object value) {
			Map<String, Object> changed = new LinkedHashMap<>(this.credentials);
			changed.put(key, value);
			return new Attempt(this.protocol, this.transport, this.name, changed, this.refusal);
		}

		Attempt withUser(String name, String password) {
			Attempt attempt = named(name).with("authorizer", ApplicationEndpoint.USERS).with("username", "device");
			return (password != null) ? attempt.with("password", password) : attempt;
		}

		Attempt withToken(String name, String signature) {
			return named(name).with("authorizer", ApplicationEndpoint.SIGNED)
				.with("tokenKeyName", ApplicationEndpoint.TOKEN_KEY_NAME)
				.with("token", ApplicationEndpoint.TOKEN)
				.with("signature", signature);
		}

		Attempt refusedBecause(String refusal) {
			return new Attempt(this.protocol, this.transport, this.name, this.credentials, refusal);
		}

		String description() {
			return ((this.protocol == 5) ? "MQTT 5" : "MQTT 3.1.1") + " over "
					+ (this.transport.equals("tls") ? "TLS" : "WebSocket");
		}

		String fullName() {
			return description() + ", " + this.name;
		}

		String clientId() {
			return (String) this.credentials.getOrDefault("clientId", "known-" + fullName().replaceAll("\\W+", "-"));
		}

		Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>(this.credentials);
			json.putAll(Map.of("name", fullName(), "protocol", this.protocol, "transport", this.transport, "clientId",
					clientId(), "topic", "allowed/" + clientId()));
			return json;
		}

		@Override
		public String toString() {
			return fullName();
		}

	}

}
