package io.github.iotcustomauth.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Integration tests for {@link ConnectOnce}, in a process of its own.
 */
class ConnectOnceIntegrationTests {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static TestEndpoint endpoint;

	@TempDir
	private Path directory;

	@BeforeAll
	static void start() {
		endpoint = new TestEndpoint();
	}

	@AfterAll
	static void stop() {
		endpoint.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "tls" })
	void connectsWithAPassword(String transport) throws Exception {
		String clientId = "password-" + transport;
		Outcome outcome = connectOnce("--client_id", clientId, "--transport", transport,
				"--custom_auth_authorizer_name", TestEndpoint.USER_AUTHORIZER, "--custom_auth_username",
				TestEndpoint.USERNAME, "--custom_auth_password", TestEndpoint.PASSWORD);
		assertThat(outcome.error()).isEmpty();
		assertThat(outcome.output()).containsExactly("Connected as '" + clientId + "'", "Disconnected");
		assertThat(outcome.exitCode()).isZero();
		await().until(() -> endpoint.happened(Type.DISCONNECTED, clientId, "CLIENT_INITIATED_DISCONNECT"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "tls" })
	void connectsWithASignedToken(String transport) throws Exception {
		String clientId = "token-" + transport;
		Path signature = Files.writeString(this.directory.resolve("signature"), endpoint.sign("gateway-7") + "\n");
		Outcome outcome = connectOnce("--clientId=" + clientId, "--transport=" + transport,
				"--authorizer_name=" + TestEndpoint.TOKEN_AUTHORIZER,
				"--auth_token_key_name=" + TestEndpoint.TOKEN_NAME, "--auth_token_key_value=gateway-7",
				"--auth_signature_file=" + signature, "--signing_region=eu-west-1");
		assertThat(outcome.error()).isEmpty();
		assertThat(outcome.output()).hasSize(3).first().asString().startsWith("--signing_region is not needed");
		assertThat(outcome.exitCode()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "tls" })
	void explainsThatAPasswordIsRefused(String transport) throws Exception {
		Outcome outcome = connectOnce("--transport", transport, "--custom_auth_authorizer_name",
				TestEndpoint.USER_AUTHORIZER, "--custom_auth_username", TestEndpoint.USERNAME, "--custom_auth_password",
				"incorrect");
		assertRefused(outcome);
		assertThat(outcome.error()).startsWith("No connection with client id 'sample-app-").doesNotContain("incorrect");
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "tls" })
	void explainsThatASignatureIsRefused(String transport) throws Exception {
		Outcome outcome = connectOnce("--transport", transport, "--custom_auth_authorizer_name",
				TestEndpoint.TOKEN_AUTHORIZER, "--custom_auth_token_name", TestEndpoint.TOKEN_NAME,
				"--custom_auth_token_value", "gateway-7", "--custom_auth_authorizer_signature",
				endpoint.sign("gateway-8"));
		assertRefused(outcome);
	}

	@Test
	void explainsThatAnOptionIsUnknown() throws Exception {
		Outcome outcome = connectOnce("--custom_auth_user", "alice");
		assertThat(outcome.exitCode()).isEqualTo(1);
		assertThat(outcome.output()).isEmpty();
		assertThat(outcome.error()).startsWith("Unknown option '--custom_auth_user'");
	}

	@Test
	void explainsThatAValueIsInvalidInTermsOfItsOption() throws Exception {
		Outcome outcome = connectOnce("--transport", "mqtt");
		assertThat(outcome.output()).isEmpty();
		assertThat(outcome.exitCode()).isEqualTo(1);
		assertThat(outcome.error()).contains("--transport").doesNotContain("aws.iot.custom-auth", "Origin", "\tat ");
	}

	private static void assertRefused(Outcome outcome) {
		assertThat(outcome.exitCode()).isEqualTo(1);
		assertThat(outcome.output()).isEmpty();
		assertThat(outcome.error()).contains("NOT_AUTHORIZED (0x87)", "check user name, password")
			.doesNotContain("\tat ");
	}

	private Outcome connectOnce(String... options) throws Exception {
		List<String> args = new ArrayList<>(List.of("--connect-once", "--endpoint", "localhost", "--port",
				String.valueOf(endpoint.port()), "--ca_file", endpoint.writeCaFile(this.directory).toString()));
		args.addAll(List.of(options));
		try (SampleProcess process = SampleProcess.start(this.directory, args.toArray(String[]::new))) {
			int exitCode = process.waitForExit(LIMIT);
			return new Outcome(exitCode, process.output().lines().toList(), process.error());
		}
	}

	private record Outcome(int exitCode, List<String> output, String error) {
	}

}
