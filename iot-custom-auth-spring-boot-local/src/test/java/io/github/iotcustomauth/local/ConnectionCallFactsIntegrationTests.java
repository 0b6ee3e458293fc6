package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.DataPlaneClient.Answer;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Facts about the calls that show and end connections, and about those that show retained
 * messages.
 */
class ConnectionCallFactsIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static DataPlaneClient calls;

	// the endpoint cuts the connections of the one before
	@BeforeEach
	void createClient() {
		calls = new DataPlaneClient(endpoint);
	}

	private static RawClient connect(String clientId) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), 5);
		client.connect(clientId);
		return client;
	}

	private static RawClient connectPersistent(String clientId) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), 4);
		client.connect(clientId, (connect) -> connect.cleanSession(false));
		return client;
	}

	private static RawClient connectWithWill(String clientId) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), 4);
		client.connect(clientId,
				(connect) -> connect.willFlag(true).willTopic("wills/" + clientId).willMessage(new byte[] { 'w' }));
		return client;
	}

	private static void leave(RawClient client) throws Exception {
		client.disconnect();
		client.expectEnd();
	}

	private static void retain(String topic, String payload) throws Exception {
		assertThat(calls.call("POST", "/topics/" + topic + "?qos=1&retain=true", payload).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /connections/a", "DELETE, /connections/a", "GET, /connections/a/subscriptions",
			"POST, /connections/a/messages?topic=t", "GET, /retainedMessage", "GET, /retainedMessage/a" })
	void everyCallButPublishNeedsASignature(String method, String path) throws Exception {
		Answer answer = calls.send(method, path, new byte[0]).get(10, TimeUnit.SECONDS);
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.errorType()).isEqualTo("ForbiddenException");
		assertThat(endpoint.attempts()).isEmpty();
	}

	@Test
	void signatureIsNotVerified() throws Exception {
		try (RawClient client = connect("any-signature")) {
			assertThat(calls
				.send("GET", "/connections/any-signature", new byte[0], "Authorization", "AWS4-HMAC-SHA256 anything")
				.get(10, TimeUnit.SECONDS)
				.status()).isEqualTo(200);
			client.expectNothingButPong();
		}
	}

	@ParameterizedTest
	@CsvSource({ "PUT, /topics/a", "POST, /connections/a", "PUT, /connections/a/messages",
			"POST, /connections/a/subscriptions", "DELETE, /retainedMessage/a" })
	void otherMethodIsNotAllowed(String method, String path) throws Exception {
		Answer answer = calls.call(method, path);
		assertThat(answer.status()).isEqualTo(405);
		assertThat(answer.errorType()).isEqualTo("MethodNotAllowedException");
	}

	@Test
	void connectionOfAConnectedClientIsDescribed() throws Exception {
		Instant before = Instant.now().minusMillis(1);
		try (RawClient client = connect("shown")) {
			JsonNode json = calls.call("GET", "/connections/shown").json();
			assertThat(json.get("clientId").stringValue()).isEqualTo("shown");
			assertThat(json.get("connected").booleanValue()).isTrue();
			assertThat(json.get("cleanSession").booleanValue()).isTrue();
			assertThat(json.get("keepAliveDuration").intValue()).isEqualTo(60);
			assertThat(json.get("sessionExpiry").longValue()).isZero();
			assertThat(Instant.ofEpochMilli(json.get("connectedSince").longValue())).isBetween(before,
					Instant.now().plusMillis(1));
			assertThat(json.has("disconnectReason")).isFalse();
			assertThat(json.has("sourceIp")).isFalse();
			client.expectNothingButPong();
		}
	}

	@Test
	void socketInformationIsThereOnDemand() throws Exception {
		try (RawClient client = connect("socket")) {
			JsonNode json = calls.call("GET", "/connections/socket?includeSocketInformation=TRUE").json();
			assertThat(json.get("sourceIp").stringValue()).isEqualTo("127.0.0.1");
			assertThat(json.get("sourcePort").intValue()).isPositive();
			assertThat(json.get("targetIp").stringValue()).isEqualTo("127.0.0.1");
			assertThat(json.get("targetPort").intValue()).isEqualTo(endpoint.port());
			client.expectNothingButPong();
		}
	}

	@Test
	void connectionIsDescribedAfterItsEnd() throws Exception {
		try (RawClient client = connect("was-there")) {
			leave(client);
		}
		JsonNode json = calls.call("GET", "/connections/was-there").json();
		assertThat(json.get("connected").booleanValue()).isFalse();
		assertThat(json.get("disconnectReason").stringValue()).isEqualTo("CLIENT_INITIATED_DISCONNECT");
		assertThat(json.get("disconnectedSince").longValue()).isPositive();
		assertThat(json.has("connectedSince")).isFalse();
	}

	@Test
	void clientThatNeverConnectedIsNotFound() throws Exception {
		Answer answer = calls.call("GET", "/connections/never");
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.errorType()).isEqualTo("ResourceNotFoundException");
	}

	@Test
	void subscriptionsOfAConnectedClientAreListed() throws Exception {
		try (RawClient client = connect("lists")) {
			client.subscribe(1, 1, "a/+");
			client.subscribe(2, 0, "$share/g/b/#");
			JsonNode list = calls.call("GET", "/connections/lists/subscriptions").json();
			assertThat(list.findValuesAsString("topicFilter")).isEqualTo(List.of("a/+", "$share/g/b/#"));
			assertThat(list.findValuesAsString("qos")).isEqualTo(List.of("1", "0"));
		}
	}

	@Test
	void subscriptionsOfAnOfflineSessionAreListed() throws Exception {
		try (RawClient client = connectPersistent("lists-offline")) {
			client.subscribe(1, 1, "a/#");
			leave(client);
		}
		JsonNode list = calls.call("GET", "/connections/lists-offline/subscriptions").json();
		assertThat(list.get("subscriptions").get(0).get("topicFilter").stringValue()).isEqualTo("a/#");
	}

	@Test
	void clientWithoutASessionHasNoSubscriptions() throws Exception {
		assertThat(calls.call("GET", "/connections/nobody/subscriptions").status()).isEqualTo(404);
	}

	@Test
	void subscriptionsComeInPagesOf20() throws Exception {
		try (RawClient client = connect("pages")) {
			for (int i = 0; i < 25; i++) {
				client.subscribe(i + 1, 0, "page/" + i);
			}
			JsonNode first = calls.call("GET", "/connections/pages/subscriptions").json();
			assertThat(first.get("subscriptions")).hasSize(20);
			JsonNode second = calls
				.call("GET", "/connections/pages/subscriptions?nextToken=" + first.get("nextToken").stringValue())
				.json();
			assertThat(second.get("subscriptions")).hasSize(5);
			assertThat(second.has("nextToken")).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "maxResults=0", "maxResults=201", "nextToken=%25" })
	void pageOutOfRangeIsABadRequest(String query) throws Exception {
		try (RawClient client = connect("bad-page")) {
			assertThat(calls.call("GET", "/connections/bad-page/subscriptions?" + query).status()).isEqualTo(400);
			client.expectNothingButPong();
		}
	}

	@Test
	void deletedConnectionEndsWithADisconnect() throws Exception {
		try (RawClient client = connect("deleted")) {
			assertThat(calls.call("DELETE", "/connections/deleted")).isEqualTo(new Answer(200, "", ""));
			client.expectDisconnect(0x98);
		}
	}

	@Test
	void lifecycleEventOfADeletedConnectionTellsTheReason() throws Exception {
		try (RawClient watcher = connect("watcher"); RawClient client = connect("deleted-event")) {
			watcher.subscribe(1, 0, "$aws/events/presence/disconnected/deleted-event");
			calls.call("DELETE", "/connections/deleted-event");
			assertThat(watcher.expectMessage("$aws/events/presence/disconnected/deleted-event"))
				.contains("\"disconnectReason\":\"API_INITIATED_DISCONNECT\"")
				.contains("\"clientInitiatedDisconnect\":false");
			client.expectEndAtLast();
		}
		assertThat(calls.call("GET", "/connections/deleted-event").json().get("disconnectReason").stringValue())
			.isEqualTo("API_INITIATED_DISCONNECT");
	}

	@Test
	void lastWillOfADeletedConnectionIsPublished() throws Exception {
		try (RawClient watcher = connect("watcher-1"); RawClient client = connectWithWill("deleted-will")) {
			watcher.subscribe(1, 0, "wills/deleted-will");
			calls.call("DELETE", "/connections/deleted-will");
			assertThat(watcher.expectMessage("wills/deleted-will")).isEqualTo("w");
			client.expectEndAtLast();
		}
	}

	@Test
	void lastWillOfADeletedConnectionCanBePrevented() throws Exception {
		try (RawClient watcher = connect("watcher-2"); RawClient client = connectWithWill("prevented-will")) {
			watcher.subscribe(1, 0, "wills/prevented-will");
			calls.call("DELETE", "/connections/prevented-will?preventWillMessage=TRUE");
			client.expectEndAtLast();
			watcher.expectNothingButPong();
		}
	}

	@Test
	void deletedConnectionKeepsItsSession() throws Exception {
		try (RawClient client = connectPersistent("kept-session")) {
			calls.call("DELETE", "/connections/kept-session");
			client.expectEndAtLast();
		}
		assertThat(sessionIsPresent("kept-session")).isTrue();
	}

	@Test
	void sessionCanBeDeletedWithTheConnection() throws Exception {
		try (RawClient client = connectPersistent("cleaned-session")) {
			calls.call("DELETE", "/connections/cleaned-session?cleanSession=TRUE");
			client.expectEndAtLast();
		}
		assertThat(sessionIsPresent("cleaned-session")).isFalse();
	}

	@Test
	void sessionOfAnOfflineClientCanBeDeleted() throws Exception {
		try (RawClient client = connectPersistent("offline-session")) {
			leave(client);
		}
		assertThat(calls.call("DELETE", "/connections/offline-session?cleanSession=true").status()).isEqualTo(200);
		assertThat(sessionIsPresent("offline-session")).isFalse();
	}

	private static boolean sessionIsPresent(String clientId) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			MqttConnAckMessage connAck = client.connect(clientId, (connect) -> connect.cleanSession(false));
			return connAck.variableHeader().isSessionPresent();
		}
	}

	@Test
	void clientWithoutConnectionAndSessionCannotBeDeleted() throws Exception {
		try (RawClient client = connect("left")) {
			leave(client);
		}
		assertThat(calls.call("DELETE", "/connections/left").status()).isEqualTo(404);
	}

	@Test
	void flagThatIsNoBooleanIsABadRequest() throws Exception {
		assertThat(calls.call("DELETE", "/connections/a?cleanSession=yes").status()).isEqualTo(400);
	}

	@Test
	void retainedMessageIsReturned() throws Exception {
		Instant before = Instant.now().minusMillis(5);
		try (RawClient client = connect("retainer")) {
			MqttProperties properties = new MqttProperties();
			properties.add(new MqttProperties.UserProperty("unit", "K"));
			client.publish("retained/one", 1, 1, "293".getBytes(StandardCharsets.UTF_8), true, properties);
			client.expectPubAck(1, 0);
		}
		JsonNode json = calls.call("GET", "/retainedMessage/retained%2Fone").json();
		assertThat(json.get("topic").stringValue()).isEqualTo("retained/one");
		assertThat(json.get("payload").binaryValue()).isEqualTo("293".getBytes(StandardCharsets.UTF_8));
		assertThat(json.get("qos").intValue()).isEqualTo(1);
		assertThat(Instant.ofEpochMilli(json.get("lastModifiedTime").longValue())).isBetween(before,
				Instant.now().plus(Duration.ofMillis(5)));
		assertThat(new String(Base64.getDecoder().decode(json.get("userProperties").stringValue()),
				StandardCharsets.UTF_8))
			.isEqualTo("[{\"unit\":\"K\"}]");
	}

	@Test
	void userPropertiesOfARetainedMessageWithoutAnyAreNull() throws Exception {
		retain("retained%2Fplain", "x");
		assertThat(calls.call("GET", "/retainedMessage/retained/plain").json().get("userProperties").isNull()).isTrue();
	}

	@Test
	void topicWithoutARetainedMessageIsNotFound() throws Exception {
		assertThat(calls.call("GET", "/retainedMessage/retained%2Fnone").status()).isEqualTo(404);
	}

	@Test
	void retainedMessagesAreListedWithoutTheirPayload() throws Exception {
		endpoint.core().reset();
		retain("list%2Fb", "four");
		retain("list%2Fa", "x");
		JsonNode list = calls.call("GET", "/retainedMessage").json().get("retainedTopics");
		assertThat(list.findValuesAsString("topic")).isEqualTo(List.of("list/a", "list/b"));
		assertThat(list.get(1).get("payloadSize").intValue()).isEqualTo(4);
		assertThat(list.get(1).get("qos").intValue()).isEqualTo(1);
		assertThat(list.get(1).get("lastModifiedTime").longValue()).isPositive();
		assertThat(list.get(1).has("payload")).isFalse();
	}

	@Test
	void listOfRetainedMessagesComesInPages() throws Exception {
		endpoint.core().reset();
		for (String topic : List.of("p1", "p2", "p3")) {
			retain(topic, "x");
		}
		JsonNode first = calls.call("GET", "/retainedMessage?maxResults=2").json();
		assertThat(first.get("retainedTopics")).hasSize(2);
		JsonNode second = calls.call("GET", "/retainedMessage?nextToken=" + first.get("nextToken").stringValue())
			.json();
		assertThat(second.get("retainedTopics").findValuesAsString("topic")).isEqualTo(List.of("p3"));
	}

	@Test
	void resetForgetsConnectionsThatHaveEnded() throws Exception {
		try (RawClient client = connect("forgotten")) {
			leave(client);
		}
		endpoint.core().reset();
		assertThat(calls.call("GET", "/connections/forgotten").status()).isEqualTo(404);
	}

}
