package io.github.iotcustomauth.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * AWS's client of the data plane for JavaScript, which has all calls. One process of Node
 * makes them; each test looks at one of them.
 */
class NodeDataPlaneIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static final Map<String, JsonNode> outcomes = new LinkedHashMap<>();

	private static final List<MqttPublishMessage> received = new ArrayList<>();

	private static NodeSdk sdk;

	@BeforeAll
	static void makeCalls(@TempDir Path directory) throws Exception {
		sdk = NodeSdk.install();
		if (sdk.missing() != null) {
			return;
		}
		String pem = "-----BEGIN CERTIFICATE-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' })
					.encodeToString(TestEndpoint.CERTIFICATE.getRootCertificate().getEncoded())
				+ "\n-----END CERTIFICATE-----\n";
		Path caFile = Files.writeString(directory.resolve("ca.pem"), pem);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("node/client");
			client.subscribe(1, 1, "node/+");
			CompletableFuture<List<String>> output = CompletableFuture.supplyAsync(() -> run(caFile));
			for (int i = 0; i < 4; i++) {
				MqttPublishMessage message = (MqttPublishMessage) client.next();
				received.add(message);
				// the last one is not acknowledged
				if (i < 3 && message.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
					client.sendBytes(0x40, 2, 0, message.variableHeader().packetId());
				}
			}
			output.get(60, TimeUnit.SECONDS).forEach((line) -> {
				JsonNode outcome = JsonMapper.shared().readTree(line);
				outcomes.put(outcome.get("name").stringValue(), outcome);
			});
			client.expectEndAtLast();
		}
	}

	private static List<String> run(Path caFile) {
		Map<String, Object> message = Map.of("clientId", "node/client", "topic", "direct/a b", "payload", "direct",
				"userProperties", "[{\"a\":\"1\"}]");
		List<Map<String, Object>> calls = List.of(
				call("publish", "publish",
						Map.of("topic", "node/a", "qos", 1, "retain", true, "payload", "hello", "contentType",
								"text/plain")),
				call("direct", "sendDirectMessage", message),
				call("confirmed", "sendDirectMessage", with(message, "confirmation", true)),
				call("late", "sendDirectMessage", with(with(message, "confirmation", true), "timeout", 1)),
				call("offline", "sendDirectMessage", with(message, "clientId", "nobody")),
				call("reserved", "sendDirectMessage", with(message, "topic", "$aws/things/a")),
				call("connection", "getConnection",
						Map.of("clientId", "node/client", "includeSocketInformation", true)),
				call("subscriptions", "listSubscriptions", Map.of("clientId", "node/client")),
				call("retained", "getRetainedMessage", Map.of("topic", "node/a")),
				call("list", "listRetainedMessages", Map.of("maxResults", 10)),
				call("delete", "deleteConnection", Map.of("clientId", "node/client", "cleanSession", true)),
				call("deleted", "getConnection", Map.of("clientId", "node/client")));
		try {
			return sdk
				.run("data-plane.js",
						Map.of("host", "localhost", "port", endpoint.port(), "caFile", caFile.toString(), "calls",
								calls))
				.toList();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Map<String, Object> call(String name, String method, Map<String, Object> input) {
		return Map.of("name", name, "method", method, "input", input);
	}

	private static Map<String, Object> with(Map<String, Object> input, String key, Object value) {
		Map<String, Object> changed = new LinkedHashMap<>(input);
		changed.put(key, value);
		return changed;
	}

	// here, because a class that is skipped as a whole says nothing in the report
	@BeforeEach
	void skipWithoutSdk() {
		assumeTrue(sdk.missing() == null, sdk.missing());
	}

	private static JsonNode output(String name) {
		JsonNode outcome = outcomes.get(name);
		assertThat(outcome.get("error")).as(name).isNull();
		return outcome.get("output");
	}

	private static String error(String name) {
		JsonNode error = outcomes.get(name).get("error");
		return error.get("name").stringValue() + " " + error.get("status").intValue();
	}

	@Test
	void publishes() {
		assertThat(output("publish")).isEmpty();
		assertThat(received.get(0).variableHeader().topicName()).isEqualTo("node/a");
	}

	@Test
	void sendsDirectMessage() {
		assertThat(output("direct").get("message").stringValue()).isEqualTo("OK");
		assertThat(received.get(1).fixedHeader().qosLevel()).isEqualTo(MqttQoS.AT_MOST_ONCE);
		assertThat(received.get(1).variableHeader().topicName()).isEqualTo("direct/a b");
	}

	@Test
	void sendsDirectMessageWithConfirmation() {
		assertThat(output("confirmed").get("traceId").stringValue()).isNotEmpty();
		assertThat(received.get(2).fixedHeader().qosLevel()).isEqualTo(MqttQoS.AT_LEAST_ONCE);
	}

	@Test
	void knowsTheErrors() {
		assertThat(error("late")).isEqualTo("GatewayTimeoutException 504");
		assertThat(error("offline")).isEqualTo("ResourceNotFoundException 404");
		assertThat(error("reserved")).isEqualTo("InvalidRequestException 400");
	}

	@Test
	void getsConnection() {
		assertThat(output("connection").get("connected").booleanValue()).isTrue();
		assertThat(output("connection").get("targetPort").intValue()).isEqualTo(endpoint.port());
	}

	@Test
	void listsSubscriptions() {
		JsonNode subscription = output("subscriptions").get("subscriptions").get(0);
		assertThat(subscription.get("topicFilter").stringValue()).isEqualTo("node/+");
		assertThat(subscription.get("qos").intValue()).isEqualTo(1);
	}

	@Test
	void getsRetainedMessage() {
		assertThat(output("retained").get("payload").stringValue()).isEqualTo("hello");
	}

	@Test
	void listsRetainedMessages() {
		assertThat(output("list").get("retainedTopics").findValuesAsString("topic")).isEqualTo(List.of("node/a"));
	}

	@Test
	void deletesConnection() {
		assertThat(output("delete")).isEmpty();
		assertThat(output("deleted").get("disconnectReason").stringValue()).isEqualTo("API_INITIATED_DISCONNECT");
	}

}
