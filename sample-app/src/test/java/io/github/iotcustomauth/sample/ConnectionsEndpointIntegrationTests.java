package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.util.Map;

import io.github.iotcustomauth.IotConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.json.JsonContent;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestHeadersSpec.ConvertibleClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The actuator endpoint over HTTP.
 */
class ConnectionsEndpointIntegrationTests {

	private static final String ENDPOINT = "/actuator/iotconnections";

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = run("--management.endpoint.iotconnections.access=unrestricted");
		Awaitility.await().until(() -> application.getBean(IotConnection.class).getStatus().isConnected());
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		SpringApplication sample = new SpringApplication(SampleApplication.class);
		sample.setDefaultProperties(Map.of("server.port", "0", "aws.iot.custom-auth.local.port", "0",
				"management.endpoints.web.exposure.include", "health,info,iotconnections"));
		return sample.run(arguments);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	private static ResponseEntity<String> get(String path) {
		return client(application).get().uri(path).exchange(ConnectionsEndpointIntegrationTests::entity);
	}

	private static ResponseEntity<String> post(ConfigurableApplicationContext context, String path, Object body) {
		return client(context).post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange(ConnectionsEndpointIntegrationTests::entity);
	}

	private static ResponseEntity<String> post(String path, Object body) {
		return post(application, path, body);
	}

	private static ResponseEntity<String> entity(Object request, ConvertibleClientHttpResponse response)
			throws IOException {
		return ResponseEntity.status(response.getStatusCode()).body(response.bodyTo(String.class));
	}

	private static RestClient client(ConfigurableApplicationContext context) {
		return RestClient.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
	}

	private static JsonContent json(ResponseEntity<String> response) {
		assertThat(response.getStatusCode().value()).isEqualTo(200);
		return new JsonContent(String.valueOf(response.getBody()));
	}

	@Test
	void showsAllConnections() {
		JsonContent shown = json(get(ENDPOINT));
		assertThat(shown).extractingPath("$.connections.default.state").isEqualTo("CONNECTED");
		assertThat(shown).extractingPath("$.connections.default.granted.keepAlive").isEqualTo("PT1M");
		assertThat(shown).extractingPath("$.connections.default.history[0].at").asString().endsWith("Z");
		assertThat(shown).extractingPath("$.madeAtRunTime.connections").isEqualTo(0);
		assertThat(shown).doesNotHavePath("$.connections.default.nextAttempt");
		assertThat(get(ENDPOINT).getBody()).doesNotContain("correct-horse-battery-staple");
	}

	@Test
	void showsOneConnection() {
		JsonContent shown = json(get(ENDPOINT + "/default"));
		assertThat(shown).extractingPath("$.listeners[*].id").asArray().contains("display.show");
	}

	@Test
	void unknownConnectionIsNotFound() {
		assertThat(get(ENDPOINT + "/unknown").getStatusCode().value()).isEqualTo(404);
		assertThat(post(ENDPOINT + "/unknown", Map.of("action", "reconnect")).getStatusCode().value()).isEqualTo(404);
	}

	@Test
	void badArgumentIsABadRequestWithASentence() {
		assertThat(post(ENDPOINT + "/default", Map.of("action", "explode")).getStatusCode().value()).isEqualTo(400);
		assertThat(post(ENDPOINT + "/default", Map.of()).getStatusCode().value()).isEqualTo(400);
		ResponseEntity<String> answer = post(ENDPOINT + "/default", Map.of("action", "pause", "listener", "unknown"));
		assertThat(answer.getStatusCode().value()).isEqualTo(400);
		assertThat(answer.getBody()).contains("The connection has no listener 'unknown', but display.show");
	}

	@Test
	void operates() {
		assertThat(json(post(ENDPOINT + "/default", Map.of("action", "reconnect")))).extractingPath("$.outcome")
			.isEqualTo("DONE");
		assertThat(json(post(ENDPOINT + "/default",
				Map.of("action", "pause", "listener", "display.show", "unsubscribe", true))))
			.extractingPath("$.outcome")
			.isEqualTo("DONE");
		assertThat(json(get(ENDPOINT + "/default"))).extractingPath("$.listeners[?(@.id == 'display.show')].state")
			.asArray()
			.containsExactly("UNSUBSCRIBED");
		assertThat(json(post(ENDPOINT + "/default", Map.of("action", "resume", "listener", "display.show"))))
			.extractingPath("$.outcome")
			.isEqualTo("DONE");
	}

	@Test
	void operatesNothingWithoutMoreAccess() {
		try (ConfigurableApplicationContext restricted = run()) {
			assertThat(post(restricted, ENDPOINT + "/default", Map.of("action", "reconnect")).getStatusCode())
				.isEqualTo(HttpStatusCode.valueOf(405));
		}
	}

	@Test
	void infoHasTheVersions() {
		assertThat(json(get("/actuator/info"))).extractingPath("$.iot.nativeClient")
			.asString()
			.startsWith("aws-crt 0.");
	}

}
