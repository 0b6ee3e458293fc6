package io.github.iotcustomauth.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Integration tests for what {@code docs/aws} makes of the executable jar, and for an
 * application with the configuration that the template prints.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "package.sh needs a shell")
class AwsTemplateIntegrationTests {

	private static final Path PACKAGE = Path.of("target/authorizer");

	private static final String PASSWORD = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";

	private final SigningKey key = SigningKey.generate(2048);

	private final DeployedTemplate template = new DeployedTemplate(Files.readString(AwsTemplateTests.TEMPLATE), Map
		.of("Endpoint", "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com", "TokenSigningPublicKey", this.key.pem()));

	@TempDir
	private Path directory;

	AwsTemplateIntegrationTests() throws IOException {
	}

	@BeforeAll
	static void makePackage() throws Exception {
		assumeTrue(isOnPath("openssl"), "package.sh needs OpenSSL");
		assertThat(runPackage(PASSWORD)).isZero();
	}

	@Test
	void packageHasWhatTheFunctionNeeds() throws IOException {
		try (Stream<Path> files = Files.walk(PACKAGE)) {
			List<String> names = files.filter(Files::isRegularFile)
				.map((file) -> PACKAGE.relativize(file).toString())
				.sorted()
				.toList();
			assertThat(names).hasSize(4)
				.contains("devices.properties", "io/github/iotcustomauth/sample/AuthorizerFunction.class",
						"thermometer-policy.json")
				.anyMatch((name) -> name.matches("lib/aws-lambda-java-core-[\\d.]+\\.jar"));
		}
	}

	@Test
	void templateTakesThePackage() {
		String code = (String) this.template.resource("AWS::Lambda::Function").orElseThrow().get("Code");
		assertThat(AwsTemplateTests.TEMPLATE.resolveSibling(code).normalize())
			.isEqualTo(Path.of("../sample-app").resolve(PACKAGE));
	}

	@Test
	void policyNamesRegionAndAccount() throws IOException {
		assertThat(Files.readString(PACKAGE.resolve("thermometer-policy.json")))
			.contains("arn:aws:iot:eu-west-1:123456789012:client/sample-app-*")
			.doesNotContain("arn:aws:iot:*");
	}

	@Test
	void publishedPasswordIsNotTaken() throws Exception {
		assertThat(runPackage("correct-horse-battery-staple")).isOne();
		assertThat(runPackage("")).isOne();
	}

	@Test
	void applicationConnectsWithTheConfigurationOfTheTemplate() throws Exception {
		Path configuration = this.directory.resolve("printed.yaml");
		Files.writeString(configuration, this.template.outputs().get("ApplicationYaml"));
		try (PackagedFunction function = new PackagedFunction(PACKAGE,
				DeployedAuthorizer.requireFunction(this.template));
				LocalIotCore core = LocalIotCore.builder()
					.authorizer(DeployedAuthorizer.register(this.template, function))
					.start();
				ConfigurableApplicationContext context = SpringApplication.run(SampleApplication.class,
						arguments(core, configuration))) {
			String clientId = context.getBean(IotConnection.class).getClientId();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> core.getEvents()
					.stream()
					.anyMatch((event) -> event.type() == Type.CONNECTED && event.clientId().equals(clientId)));
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> core.getMessages()
					.stream()
					.anyMatch((message) -> message.topic().equals("sample/kitchen/temperature")));
			assertThat(core.getEvents()).noneMatch((event) -> event.type() == Type.DENIED);
		}
	}

	private String[] arguments(LocalIotCore core, Path configuration) throws IOException {
		Path ca = this.directory.resolve("ca.pem");
		Files.writeString(ca, core.getCaCertificatePem());
		return new String[] { "--server.port=0", "--spring.profiles.active=aws",
				"--spring.config.additional-location=" + configuration.toUri(), "--AWS_IOT_PASSWORD=" + PASSWORD,
				"--AWS_IOT_TOKEN_VALUE=gateway-7", "--AWS_IOT_TOKEN_SIGNATURE=" + this.key.sign("gateway-7"),
				// the endpoint is another one, and has a certificate authority of its own
				"--aws.iot.custom-auth.endpoint=localhost", "--aws.iot.custom-auth.port=" + core.getPort(),
				"--aws.iot.custom-auth.ssl.bundle=local",
				"--spring.ssl.bundle.pem.local.truststore.certificate=" + ca.toUri() };
	}

	private static boolean isOnPath(String command) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, command)));
	}

	private static int runPackage(String password) throws IOException, InterruptedException {
		ProcessBuilder script = new ProcessBuilder("../docs/aws/package.sh", "eu-west-1", "123456789012")
			.redirectErrorStream(true)
			.redirectOutput(Path.of("target/package.log").toFile());
		script.environment().put("AWS_IOT_PASSWORD", password);
		script.environment().put("JAVA_HOME", System.getProperty("java.home"));
		Process process = script.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return process.exitValue();
	}

}
