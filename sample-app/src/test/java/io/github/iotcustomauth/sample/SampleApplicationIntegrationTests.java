package io.github.iotcustomauth.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.json.JsonContent;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for {@link SampleApplication}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationIntegrationTests {

	@TempDir
	private Path directory;

	@Test
	void measuresAndReportsItsHealthWithoutAWarning(CapturedOutput output) {
		try (ConfigurableApplicationContext context = SpringApplication.run(SampleApplication.class, "--server.port=0",
				"--aws.iot.custom-auth.local.port=0")) {
			within(20).until(() -> output.getOut().contains("sample/kitchen/temperature: "));
			within(20).until(() -> output.getOut().contains("The heater in the kitchen is on"));
			String clientId = context.getBean(IotConnection.class).getClientId();
			JsonContent health = health(context);
			assertThat(clientId).startsWith("sample-app-");
			assertThat(health).extractingPath("$.components.iotCustomAuth.status").isEqualTo("UP");
			assertThat(health).extractingPath("$.components.iotCustomAuth.details")
				.asMap()
				.containsEntry("state", "CONNECTED")
				.hasEntrySatisfying("endpoint", (endpoint) -> assertThat(endpoint).asString().startsWith("localhost:"))
				.containsEntry("clientId", clientId)
				.containsKeys("transport", "since", "attempts");
		}
		assertThat(output.getAll().lines()).noneMatch((line) -> line.matches(".*\\b(WARN|ERROR)\\b.*"));
	}

	@Test
	void profileTwoHasTwoConnections(CapturedOutput output) {
		try (ConfigurableApplicationContext context = SpringApplication.run(SampleApplication.class, "--server.port=0",
				"--aws.iot.custom-auth.local.port=0", "--spring.profiles.active=local,two")) {
			// it is asked again after 30 seconds if its connection was slower
			within(60).until(() -> output.getOut().contains("The heater in the kitchen is on"));
			JsonContent health = health(context);
			assertThat(health).extractingPath("$.components.iotCustomAuth.components.telemetry.details")
				.asMap()
				.containsEntry("transport", "websocket")
				.containsEntry("clientId", "sample-app-telemetry");
			assertThat(health).extractingPath("$.components.iotCustomAuth.components.commands.details")
				.asMap()
				.containsEntry("transport", "tls")
				.containsEntry("clientId", "sample-app-commands");
		}
		assertThat(output.getAll().lines()).noneMatch((line) -> line.matches(".*\\b(WARN|ERROR)\\b.*"));
	}

	@Test
	void lambdaClassRefusesAnotherPassword(CapturedOutput output) {
		try (ConfigurableApplicationContext context = SpringApplication.run(SampleApplication.class, "--server.port=0",
				"--aws.iot.custom-auth.local.port=0", "--aws.iot.custom-auth.password=guessed-horse")) {
			within(20).until(() -> output.getOut().contains("Refused client"));
			assertThat(output).contains("authorizer 'DeviceAuthorizer' answered isAuthenticated: false",
					"Unknown device, or another password");
			within(20)
				.untilAsserted(() -> assertThat(health(context)).extractingPath("$.components.iotCustomAuth.status")
					.isEqualTo("REFUSED"));
		}
		assertThat(output).doesNotContain("guessed-horse");
	}

	@Test
	void isDownWithoutTheEndpointAndUpAgainWithIt() throws Exception {
		try (TestEndpoint endpoint = new TestEndpoint();
				ConfigurableApplicationContext context = SpringApplication.run(SampleApplication.class,
						arguments(endpoint, "survivor"))) {
			within(20).untilAsserted(() -> assertThat(status(context)).isEqualTo("UP"));
			endpoint.stop();
			within(20).untilAsserted(() -> assertThat(status(context)).isEqualTo("DOWN"));
			endpoint.startAgain();
			within(30).untilAsserted(() -> assertThat(status(context)).isEqualTo("UP"));
		}
	}

	@Test
	void endsOnRequestAndSaysGoodbye() throws Exception {
		try (TestEndpoint endpoint = new TestEndpoint();
				SampleProcess process = SampleProcess.start(this.directory, arguments(endpoint, "leaver"))) {
			within(60).until(() -> process.output().contains("sample/kitchen/temperature: "));
			process.terminate();
			process.waitForExit(Duration.ofSeconds(20));
			within(20).until(() -> endpoint.happened(Type.DISCONNECTED, "leaver", "CLIENT_INITIATED_DISCONNECT"));
		}
	}

	@Test
	void sendsAfterASuddenEndWhatItHasMeasuredBefore() throws Exception {
		String database = "jdbc:h2:file:" + this.directory.resolve("outbox") + ";WRITE_DELAY=0";
		try (TestEndpoint endpoint = new TestEndpoint()) {
			String[] arguments = Stream
				.concat(Stream.of(arguments(endpoint, "sample-app-kitchen")),
						Stream.of("--spring.profiles.active=aws,outbox", "--spring.datasource.url=" + database))
				.toArray(String[]::new);
			endpoint.stop();
			try (SampleProcess process = SampleProcess.start(this.directory, arguments)) {
				within(60).until(() -> process.output().contains("Attempt 3 to connect"));
				process.kill();
			}
			List<String> readings = JdbcClient.create(new DriverManagerDataSource(database))
				.sql("select utf8tostring(payload) from iot_custom_auth_outbox where topic like '%temperature' order by id")
				.query(String.class)
				.list();
			assertThat(readings).isNotEmpty();
			assertThat(orders(database)).containsExactly("bread");
			endpoint.startAgain();
			try (SampleProcess process = SampleProcess.start(this.directory, arguments)) {
				within(60).until(() -> process.output()
					.lines()
					.filter((line) -> line.contains("sample/kitchen/temperature: "))
					.map((line) -> line.replaceAll(".*temperature: (.*) °C", "{\"celsius\":$1}"))
					.limit(readings.size())
					.toList()
					.equals(readings));
				within(20).until(() -> process.output().contains("sample/kitchen/orders: "));
				assertThat(process.output())
					.contains("The message for 'bread' was acknowledged", "The message for 'no butter' was not sent",
							"TRANSACTION_ROLLED_BACK")
					.doesNotContain("sample/kitchen/orders: no butter");
			}
		}
	}

	// of both tables
	private static List<String> orders(String database) {
		return JdbcClient.create(new DriverManagerDataSource(database))
			.sql("select o.item from orders o join iot_custom_auth_outbox m on m.topic = 'sample/kitchen/orders' "
					+ "and utf8tostring(m.payload) = o.item")
			.query(String.class)
			.list();
	}

	private String[] arguments(TestEndpoint endpoint, String clientId) throws Exception {
		// longer than a stop may take, so that one that waits for its limit is noticed
		return new String[] { "--server.port=0", "--spring.profiles.active=aws",
				"--spring.lifecycle.timeout-per-shutdown-phase=30s", "--aws.iot.custom-auth.endpoint=localhost",
				"--aws.iot.custom-auth.port=" + endpoint.port(), "--aws.iot.custom-auth.client-id=" + clientId,
				"--aws.iot.custom-auth.authorizer-name=" + TestEndpoint.USER_AUTHORIZER,
				"--aws.iot.custom-auth.username=" + TestEndpoint.USERNAME,
				"--aws.iot.custom-auth.password=" + TestEndpoint.PASSWORD, "--aws.iot.custom-auth.ssl.bundle=local",
				"--spring.ssl.bundle.pem.local.truststore.certificate="
						+ endpoint.writeCaFile(this.directory).toUri() };
	}

	private static ConditionFactory within(int seconds) {
		return Awaitility.await().atMost(Duration.ofSeconds(seconds));
	}

	private static Object status(ConfigurableApplicationContext context) {
		return assertThat(health(context)).extractingPath("$.components.iotCustomAuth.status").actual();
	}

	private static JsonContent health(ConfigurableApplicationContext context) {
		String uri = "http://localhost:" + context.getEnvironment().getProperty("local.server.port")
				+ "/actuator/health";
		String json = RestClient.create().get().uri(uri).exchange((request, response) -> response.bodyTo(String.class));
		return new JsonContent(String.valueOf(json));
	}

}
