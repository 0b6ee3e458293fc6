package io.github.iotcustomauth.local;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The executable jar, as somebody runs it who has nothing else.
 */
class ApplicationJarIntegrationTests {

	private static final String CONFIGURATION = """
			aws.iot.custom-auth.local:
			  default-authorizer: DeviceAuthorizer
			  authorizers:
			    DeviceAuthorizer:
			      users:
			        gateway-7: it's secret
			      policy: policy.json
			""";

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Action": "iot:Connect", "Resource": "arn:aws:iot:*:*:client/sensor-?"},
			{"Effect": "Allow", "Action": "iot:*", "Resource": [
			"arn:aws:iot:*:*:topic/plant/${iot:ClientId}/*", "arn:aws:iot:*:*:topicfilter/plant/${iot:ClientId}/*"]}]}""";

	@TempDir
	private Path directory;

	@Test
	void servesAClientWithTheConfigurationOfTheFile() throws Exception {
		configure();
		try (EndpointProcess process = start("--config", "authorizers.yml")) {
			int port = Integer.parseInt(process.expectLine("Port: ").substring("Port: ".length()));
			Path caFile = Path.of(process.expectLine("CA certificate: ").substring("CA certificate: ".length()));
			assertThat(caFile).hasFileName("local-iot-core-ca.pem").hasParent(this.directory.toRealPath());
			try (RawClient client = RawClient.tls(port, 5, MqttTestClient.certificate(Files.readString(caFile)))) {
				MqttConnAckMessage connAck = client.connect("sensor-1", (connect) -> connect.username("gateway-7")
					.password("it's secret".getBytes(StandardCharsets.UTF_8)));
				assertThat(connAck.variableHeader().connectReturnCode().byteValue()).isZero();
				client.publish("plant/sensor-1/t", 1, 1, "x");
				client.expectPubAck(1, 0);
				process.terminate();
				client.expectDisconnect(0x8B);
			}
			process.waitForExit();
		}
	}

	// from JDK 24 on, it warns about sun.misc.Unsafe and about native code
	@Test
	void jvmPrintsNoWarning() throws Exception {
		configure();
		try (EndpointProcess process = start("--config", "authorizers.yml")) {
			int port = Integer.parseInt(process.expectLine("Port: ").substring("Port: ".length()));
			Path caFile = Path.of(process.expectLine("CA certificate: ").substring("CA certificate: ".length()));
			X509Certificate trusted = MqttTestClient.certificate(Files.readString(caFile));
			try (RawClient overTls = RawClient.tls(port, 5, trusted);
					RawClient overWebSocket = RawClient.webSocket(port, 5, trusted)) {
				sendAndReceive(overTls, "sensor-1");
				sendAndReceive(overWebSocket, "sensor-2");
			}
			process.terminate();
			assertThat(process.waitForOutput()).isNotEmpty().noneMatch((line) -> line.startsWith("WARNING: "));
		}
	}

	private static void sendAndReceive(RawClient client, String clientId) throws Exception {
		client.connect(clientId,
				(connect) -> connect.username("gateway-7").password("it's secret".getBytes(StandardCharsets.UTF_8)));
		String topic = "plant/" + clientId + "/t";
		client.subscribe(1, 1, topic);
		client.publish(topic, 0, 0, "x");
		assertThat(client.expectMessage(topic)).isEqualTo("x");
	}

	@Test
	void printedLineForMosquittoWorks() throws Exception {
		assumeThat(isOnPath("mosquitto_pub")).as("mosquitto_pub is on the PATH (Debian package mosquitto-clients)")
			.isTrue();
		configure();
		try (EndpointProcess process = start("--config=authorizers.yml")) {
			runShell(process.expectLine("mosquitto_pub "));
		}
		try (EndpointProcess process = start()) {
			runShell(process.expectLine("mosquitto_pub "));
		}
	}

	@Test
	void jarHasTheLibrariesOfLambda() throws Exception {
		try (JarFile jar = new JarFile(jar().toFile())) {
			assertThat(jar.stream()).extracting(JarEntry::getName)
				.anyMatch((name) -> name.startsWith("BOOT-INF/lib/aws-lambda-java-core-"))
				.anyMatch((name) -> name.startsWith("BOOT-INF/lib/aws-lambda-java-serialization-"));
		}
	}

	@Test
	void refusesAMisspelledOption() throws Exception {
		try (EndpointProcess process = start("--confg", "authorizers.yml")) {
			assertThat(process.expectLine("There is no option '--confg'.")).contains("Did you mean '--config'?");
			assertThat(process.waitForExit()).isEqualTo(2);
		}
	}

	@Test
	void printsItsUsage() throws Exception {
		try (EndpointProcess process = start("--help")) {
			process.expectLine("Usage: java -jar ");
			process.expectLine("  --config <file> ");
			assertThat(process.waitForExit()).isZero();
		}
	}

	@Test
	void namesAFileThatIsNotThere() throws Exception {
		try (EndpointProcess process = start("--config", "missing.yml")) {
			assertThat(process.expectLine("Config data")).contains("missing.yml");
			assertThat(process.waitForExit()).isEqualTo(1);
		}
	}

	private void configure() throws Exception {
		Files.writeString(this.directory.resolve("authorizers.yml"), CONFIGURATION);
		Files.writeString(this.directory.resolve("policy.json"), POLICY);
	}

	private EndpointProcess start(String... options) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("-jar", jar().toString()));
		arguments.addAll(List.of(options));
		return EndpointProcess.start(this.directory, arguments);
	}

	static Path jar() throws Exception {
		try (Stream<Path> files = Files.list(Path.of("target"))) {
			return files.filter((file) -> file.toString().endsWith("-app.jar"))
				.findFirst()
				.orElseThrow()
				.toAbsolutePath();
		}
	}

	private static boolean isOnPath(String program) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((entry) -> Files.isExecutable(Path.of(entry, program)));
	}

	private void runShell(String line) throws Exception {
		Process shell = new ProcessBuilder("sh", "-c", line).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.start();
		assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
		assertThat(shell.exitValue()).isZero();
	}

}
