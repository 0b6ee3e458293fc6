package io.github.iotcustomauth.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The clients of mosquitto, which know nothing of AWS, against the endpoint. They speak
 * MQTT over TLS; those that also speak it over WebSocket are too new for most machines.
 */
class MosquittoIntegrationTests {

	private static final String USER = "device?x-amz-customauthorizer-name=" + ApplicationEndpoint.USERS;

	private static final String UNSIGNED = "?x-amz-customauthorizer-name=" + ApplicationEndpoint.SIGNED + "&"
			+ ApplicationEndpoint.TOKEN_KEY_NAME + "=" + ApplicationEndpoint.TOKEN;

	private static final String SIGNED = signed(ApplicationEndpoint.TOKEN);

	private static final boolean INSTALLED = Programs.areOnPath("mosquitto_pub", "mosquitto_sub");

	private static final List<Process> STARTED = new ArrayList<>();

	private static ApplicationEndpoint endpoint;

	@TempDir
	static Path directory;

	@BeforeAll
	static void start() {
		if (INSTALLED) {
			endpoint = ApplicationEndpoint.start(directory);
		}
	}

	@AfterAll
	static void stop() {
		STARTED.forEach(Process::destroyForcibly);
		if (endpoint != null) {
			endpoint.close();
		}
	}

	// here, because a class that is skipped as a whole says nothing in the report
	@BeforeEach
	void skipWithoutMosquitto() {
		assumeTrue(INSTALLED, "mosquitto_pub and mosquitto_sub are not on the PATH (Debian package mosquitto-clients)");
	}

	private static String signed(String token) {
		return UNSIGNED + "&x-amz-customauthorizer-signature="
				+ ApplicationEndpoint.encode(ApplicationEndpoint.sign(token));
	}

	private static Stream<Attempt> ways(Attempt... attempts) {
		return Stream.of("5", "311")
			.flatMap((version) -> Stream.of(attempts).map((attempt) -> attempt.withVersion(version)));
	}

	static Stream<Attempt> accepted() {
		return ways(new Attempt("user", USER, "correct", ""), new Attempt("token", SIGNED, null, ""));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("accepted")
	void publishesAndReceivesOverTlsWithAlpn(Attempt attempt) throws Exception {
		String topic = "allowed/" + attempt.name();
		Process subscriber = attempt.start("sub", "known-sub-" + attempt.name(), "-q", "1", "-t", topic + "/+", "-C",
				"1", "-W", "20");
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> endpoint.happened(Type.SUBSCRIBED, "known-sub-" + attempt.name(), topic + "/+"));
		Process publisher = attempt.start("pub", "known-pub-" + attempt.name(), "-q", "1", "-t", topic + "/greeting",
				"-m", "hello");
		assertThat(outcome(publisher)).isEqualTo(new Programs.Outcome(0, "", ""));
		assertThat(outcome(subscriber)).isEqualTo(new Programs.Outcome(0, "hello\n", ""));
	}

	static Stream<Attempt> refused() {
		return ways(new Attempt("wrong-password", USER, "wrong", "the password is not the one"),
				new Attempt("no-password", USER, null, "expects a password"),
				new Attempt("unknown-authorizer", "device?x-amz-customauthorizer-name=Nobody", "correct",
						"authorizer 'Nobody' is unknown"),
				new Attempt("wrong-signature", signed("other"), null, "no signing key of authorizer"),
				new Attempt("raw-signature", SIGNED.replace("%2B", "+"), null, "send its '+' as %2B"),
				new Attempt("no-signature", UNSIGNED, null, "expects the signature"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("refused")
	void isRefused(Attempt attempt) throws Exception {
		assertRefused(attempt, "known-" + attempt.name());
	}

	static Stream<Attempt> strangers() {
		return ways(new Attempt("stranger", USER, "correct", "the policy does not allow iot:Connect"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("strangers")
	void isRefusedWithAClientIdThatThePolicyDoesNotAllow(Attempt attempt) throws Exception {
		assertRefused(attempt, attempt.name());
	}

	private static void assertRefused(Attempt attempt, String clientId) throws Exception {
		Process publisher = attempt.start("pub", clientId + "-pub", "-t", "allowed/greeting", "-m", "hello");
		Process subscriber = attempt.start("sub", clientId + "-sub", "-t", "allowed/greeting");
		Programs.Outcome published = outcome(publisher);
		assertThat(published.exitCode()).isNotZero();
		for (String id : List.of(clientId + "-pub", clientId + "-sub")) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> endpoint.happened(Type.REFUSED, id, attempt.refusal()));
		}
		if (attempt.isMqtt5()) {
			assertThat(published.error()).containsIgnoringCase("not authorized");
			assertThat(outcome(subscriber).error()).containsIgnoringCase("not authorized");
		}
		else {
			// without a CONNACK the one does not learn why, and the other tries again
			assertThat(published.error()).doesNotContainIgnoringCase("not authori");
			subscriber.toHandle().destroy();
			assertThat(outcome(subscriber).error()).doesNotContainIgnoringCase("not authori");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "5", "311" })
	void learnsThatATopicIsNotAllowed(String version) throws Exception {
		Attempt attempt = new Attempt("forbidden", USER, "correct", "").withVersion(version);
		Programs.Outcome outcome = outcome(
				attempt.start("pub", "known-" + attempt.name(), "-q", "1", "-t", "forbidden", "-m", "hello"));
		if (attempt.isMqtt5()) {
			assertThat(outcome.error()).containsIgnoringCase("not authorized");
			assertThat(endpoint.happened(Type.DENIED, "known-" + attempt.name(), "iot:Publish")).isTrue();
		}
		else {
			assertThat(outcome.exitCode()).isNotZero();
			assertThat(endpoint.happened(Type.DISCONNECTED, "known-" + attempt.name(), "AUTH_ERROR")).isTrue();
		}
	}

	private static Programs.Outcome outcome(Process process) throws Exception {
		return Programs.await(process, Duration.ofSeconds(30));
	}

	/**
	 * How a client of mosquitto is started.
	 *
	 * @param name what is special about it
	 * @param username its user name, with the query
	 * @param password its password, or {@code null}
	 * @param refusal what the endpoint says about it
	 */
	record Attempt(String name, String username, String password, String refusal) {

		Attempt withVersion(String version) {
			return new Attempt(this.name + "-" + version, this.username, this.password, this.refusal);
		}

		boolean isMqtt5() {
			return this.name.endsWith("-5");
		}

		Process start(String command, String clientId, String... options) throws IOException {
			List<String> line = new ArrayList<>(List.of("mosquitto_" + command, "-V", isMqtt5() ? "5" : "311", "-h",
					"localhost", "-p", String.valueOf(endpoint.port()), "--cafile", endpoint.caFile().toString(),
					"--tls-alpn", "mqtt", "-i", clientId, "-u", this.username));
			if (this.password != null) {
				line.addAll(List.of("-P", this.password));
			}
			line.addAll(List.of(options));
			Process process = new ProcessBuilder(line).start();
			STARTED.add(process);
			return process;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
