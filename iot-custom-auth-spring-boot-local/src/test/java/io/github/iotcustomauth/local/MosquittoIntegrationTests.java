package io.github.iotcustomauth.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The clients of mosquitto, which know nothing of AWS, against the endpoint.
 */
class MosquittoIntegrationTests {

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement": {"Effect": "Allow", \
			"Action": ["iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive"], \
			"Resource": ["arn:aws:iot:*:*:client/mosquitto-*", "arn:aws:iot:*:*:topic/allowed/*", \
			"arn:aws:iot:*:*:topicfilter/allowed/*"]}}""";

	private static ConfigurableApplicationContext application;

	private static LocalIotCore endpoint;

	@TempDir
	static Path directory;

	@BeforeAll
	static void start() {
		assumeThat(isOnPath("mosquitto_pub") && isOnPath("mosquitto_sub"))
			.as("mosquitto_pub and mosquitto_sub are on the PATH (Debian package mosquitto-clients)")
			.isTrue();
		String prefix = "--aws.iot.custom-auth.local.";
		application = LocalIotCoreApplication.run(prefix + "ca-file=" + caFile(),
				prefix + "authorizers.DeviceAuthorizer.users.device=correct",
				prefix + "authorizers.DeviceAuthorizer.policy=" + POLICY);
		endpoint = application.getBean(LocalIotCore.class);
	}

	@AfterAll
	static void stop() {
		if (application != null) {
			application.close();
		}
	}

	@Test
	void publishesAndReceivesOverTlsWithAlpn() throws Exception {
		Process subscriber = mosquitto("sub", "mosquitto-sub", "correct", "-q", "1", "-t", "allowed/+", "-C", "1", "-W",
				"20");
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> happened(LocalIotCoreEvent.Type.SUBSCRIBED, "mosquitto-sub"));
		Process publisher = mosquitto("pub", "mosquitto-pub", "correct", "-q", "1", "-t", "allowed/greeting", "-m",
				"hello");
		assertThat(outcome(publisher)).isEqualTo(new Outcome(0, "", ""));
		assertThat(outcome(subscriber)).isEqualTo(new Outcome(0, "hello\n", ""));
	}

	@Test
	void isRefusedWithAWrongPassword() throws Exception {
		Outcome outcome = outcome(
				mosquitto("pub", "mosquitto-wrong", "wrong", "-t", "allowed/greeting", "-m", "hello"));
		assertThat(outcome.exitCode()).isNotZero();
		assertThat(outcome.error()).containsIgnoringCase("not authorized");
		assertThat(happened(LocalIotCoreEvent.Type.REFUSED, "mosquitto-wrong")).isTrue();
	}

	@Test
	void isRefusedWithAClientIdThatThePolicyDoesNotAllow() throws Exception {
		Outcome outcome = outcome(mosquitto("pub", "stranger", "correct", "-t", "allowed/greeting", "-m", "hello"));
		assertThat(outcome.exitCode()).isNotZero();
		assertThat(outcome.error()).containsIgnoringCase("not authorized");
	}

	@Test
	void isToldThatATopicIsNotAllowed() throws Exception {
		Outcome outcome = outcome(
				mosquitto("pub", "mosquitto-topic", "correct", "-q", "1", "-t", "forbidden", "-m", "hello"));
		assertThat(outcome.error()).containsIgnoringCase("not authorized");
		assertThat(happened(LocalIotCoreEvent.Type.DENIED, "mosquitto-topic")).isTrue();
	}

	private static Path caFile() {
		return directory.resolve("ca.pem");
	}

	private static boolean isOnPath(String program) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((entry) -> Files.isExecutable(Path.of(entry, program)));
	}

	private static boolean happened(LocalIotCoreEvent.Type type, String clientId) {
		return endpoint.getEvents()
			.stream()
			.anyMatch((event) -> event.type() == type && event.clientId().equals(clientId));
	}

	private static Process mosquitto(String command, String clientId, String password, String... options)
			throws IOException {
		List<String> line = new ArrayList<>(List.of("mosquitto_" + command, "-V", "5", "-h", "localhost", "-p",
				String.valueOf(endpoint.getPort()), "--cafile", caFile().toString(), "--tls-alpn", "mqtt", "-i",
				clientId, "-u", "device?x-amz-customauthorizer-name=DeviceAuthorizer", "-P", password));
		line.addAll(List.of(options));
		return new ProcessBuilder(line).start();
	}

	private static Outcome outcome(Process process) throws Exception {
		if (!process.waitFor(30, TimeUnit.SECONDS)) {
			process.destroyForcibly();
			throw new IllegalStateException("mosquitto did not end in time");
		}
		return new Outcome(process.exitValue(), text(process.getInputStream()), text(process.getErrorStream()));
	}

	private static String text(InputStream stream) throws IOException {
		return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
	}

	private record Outcome(int exitCode, String output, String error) {
	}

}
