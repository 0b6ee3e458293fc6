package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.DataPlaneClient.Answer;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Facts about direct messages.
 */
class DirectMessageFactsIntegrationTests {

	private static final String CONFIRMED = "&confirmation=true&timeout=1";

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

	private static String path(String clientId, String query) {
		return "/connections/" + clientId + "/messages?topic=commands%2Freboot" + query;
	}

	private static CompletableFuture<Answer> send(String clientId, String query) {
		return calls.send("POST", path(clientId, query), "now".getBytes(StandardCharsets.UTF_8),
				DataPlaneClient.SIGNED);
	}

	private static MqttPublishMessage received(RawClient client) throws Exception {
		return (MqttPublishMessage) client.next();
	}

	private static void acknowledge(RawClient client, MqttPublishMessage message) {
		client.sendBytes(0x40, 2, message.variableHeader().packetId() >> 8, message.variableHeader().packetId() & 0xFF);
	}

	@Test
	void directMessageNeedsNoSubscription() throws Exception {
		try (RawClient client = connect("dm-plain")) {
			assertThat(calls.call("POST", path("dm-plain", ""), "now").status()).isEqualTo(200);
			assertThat(client.expectMessage("commands/reboot")).isEqualTo("now");
		}
	}

	@Test
	void withoutConfirmationItComesWithQos0() throws Exception {
		try (RawClient client = connect("dm-qos-0")) {
			Answer answer = calls.call("POST", path("dm-qos-0", "&confirmation=false"), "now");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(received(client).fixedHeader().qosLevel()).isEqualTo(MqttQoS.AT_MOST_ONCE);
		}
	}

	@Test
	void withConfirmationItComesWithQos1AndIsAnsweredAfterThePuback() throws Exception {
		try (RawClient client = connect("dm-qos-1")) {
			CompletableFuture<Answer> answer = send("dm-qos-1", "&confirmation=true&timeout=15");
			MqttPublishMessage message = received(client);
			assertThat(message.fixedHeader().qosLevel()).isEqualTo(MqttQoS.AT_LEAST_ONCE);
			assertThat(answer).isNotDone();
			acknowledge(client, message);
			assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
		}
	}

	@Test
	void withoutPubackInTimeTheAnswerIs504() throws Exception {
		try (RawClient client = connect("dm-late")) {
			Answer answer = send("dm-late", CONFIRMED).get(10, TimeUnit.SECONDS);
			assertThat(answer.status()).isEqualTo(504);
			assertThat(answer.errorType()).isEqualTo("GatewayTimeoutException");
			assertThat(client.expectMessage("commands/reboot")).isEqualTo("now");
		}
	}

	@Test
	void receiverThatLeavesWithoutAPubackIsTimedOutAtOnce() throws Exception {
		CompletableFuture<Answer> answer;
		try (RawClient client = connect("dm-gone")) {
			answer = send("dm-gone", "&confirmation=true&timeout=15");
			received(client);
		}
		assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(504);
	}

	@Test
	void clientThatIsNotConnectedIsNotFound() throws Exception {
		Answer answer = calls.call("POST", path("dm-nobody", ""));
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.errorType()).isEqualTo("ResourceNotFoundException");
		assertThat(answer.json().get("message").stringValue()).isEqualTo("The target client ID is not connected");
	}

	@Test
	void answerTellsOfThePersistentSessionOfAClientThatIsNotConnected() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("dm-session", (connect) -> connect.cleanSession(false));
			client.disconnect();
			client.expectEnd();
		}
		Answer answer = calls.call("POST", path("dm-session", ""));
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.json().get("message").stringValue())
			.isEqualTo("The target client ID is not connected, but it has an active persistent session");
	}

	@Test
	void directMessageIsNotQueued() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("dm-queue", (connect) -> connect.cleanSession(false));
			client.subscribe(1, 1, "commands/reboot");
			client.disconnect();
			client.expectEnd();
		}
		assertThat(send("dm-queue", CONFIRMED).get(10, TimeUnit.SECONDS).status()).isEqualTo(404);
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("dm-queue", (connect) -> connect.cleanSession(false));
			client.expectNothingButPong();
		}
	}

	@Test
	void directMessageWithoutPubackIsNotSentOnTheNextConnection() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("dm-once", (connect) -> connect.cleanSession(false));
			send("dm-once", CONFIRMED);
			received(client);
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("dm-once", (connect) -> connect.cleanSession(false));
			client.expectNothingButPong();
		}
	}

	@Test
	void directMessageIsNotRetained() throws Exception {
		try (RawClient client = connect("dm-retain")) {
			calls.call("POST", path("dm-retain", "&retain=true"), "now");
			assertThat(received(client).fixedHeader().isRetain()).isFalse();
		}
		assertThat(calls.call("GET", "/retainedMessage/commands%2Freboot").status()).isEqualTo(404);
	}

	@Test
	void receiverNeedsIotReceive() throws Exception {
		endpoint.deny("iot:Receive", "topic/commands/reboot");
		try (RawClient client = connect("dm-denied")) {
			Answer answer = calls.call("POST", path("dm-denied", ""));
			assertThat(answer.status()).isEqualTo(403);
			assertThat(answer.errorType()).isEqualTo("ForbiddenException");
			client.expectNothingButPong();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "$aws%2Fthings%2Fa%2Fshadow%2Fget", "$SYS%2Fa", "a%2F%2B", "a%2F%23", "" })
	void topicThatIsReservedOrInvalidIsABadRequest(String topic) throws Exception {
		try (RawClient client = connect("dm-topic")) {
			Answer answer = calls.call("POST", "/connections/dm-topic/messages?topic=" + topic);
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.errorType()).isEqualTo("InvalidRequestException");
			client.expectNothingButPong();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "16", "five" })
	void timeoutIsOneTo15Seconds(String timeout) throws Exception {
		try (RawClient client = connect("dm-timeout")) {
			String query = "&confirmation=true&timeout=" + timeout;
			assertThat(calls.call("POST", path("dm-timeout", query)).status()).isEqualTo(400);
			client.expectNothingButPong();
		}
	}

	@Test
	void timeoutIsIgnoredWithoutConfirmation() throws Exception {
		try (RawClient client = connect("dm-no-timeout")) {
			assertThat(calls.call("POST", path("dm-no-timeout", "&timeout=99"), "now").status()).isEqualTo(200);
			assertThat(client.expectMessage("commands/reboot")).isEqualTo("now");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 131_073, 1_000_000 })
	void payloadThatIsTooLargeIsToldSo(int bytes) throws Exception {
		try (RawClient client = connect("dm-large")) {
			Answer answer = calls.send("POST", path("dm-large", ""), new byte[bytes], DataPlaneClient.SIGNED)
				.get(10, TimeUnit.SECONDS);
			assertThat(answer.status()).isEqualTo(413);
			assertThat(answer.errorType()).isEqualTo("RequestEntityTooLargeException");
			client.expectNothingButPong();
		}
	}

	@Test
	void messageLargerThanTheReceiverTakesIsToldSo() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttProperties properties = new MqttProperties();
			properties.add(new MqttProperties.IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, 512));
			client.connect("dm-small", (connect) -> connect.properties(properties));
			assertThat(calls.call("POST", path("dm-small", ""), "x".repeat(600)).status()).isEqualTo(413);
			client.expectNothingButPong();
		}
	}

	@Test
	void receiverWithTooManyMessagesToAcknowledgeThrottlesTheSender() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttProperties properties = new MqttProperties();
			properties.add(new MqttProperties.IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, 1));
			client.connect("dm-window", (connect) -> connect.properties(properties));
			CompletableFuture<Answer> first = send("dm-window", "&confirmation=true&timeout=15");
			MqttPublishMessage message = received(client);
			Answer answer = send("dm-window", CONFIRMED).get(10, TimeUnit.SECONDS);
			assertThat(answer.status()).isEqualTo(429);
			assertThat(answer.errorType()).isEqualTo("ThrottlingException");
			acknowledge(client, message);
			assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
		}
	}

	@Test
	void clientIdIsPercentEncoded() throws Exception {
		try (RawClient client = connect("dm/ü messages")) {
			assertThat(calls.call("POST", path("dm%2F%C3%BC%20messages", ""), "now").status()).isEqualTo(200);
			assertThat(client.expectMessage("commands/reboot")).isEqualTo("now");
		}
	}

	@Test
	void clientIdThatBeginsWithADollarSignIsABadRequest() throws Exception {
		assertThat(calls.call("POST", path("$dm", "")).status()).isEqualTo(400);
	}

	@Test
	void propertiesOfMqtt5ComeFromHeadersAndQuery() throws Exception {
		try (RawClient client = connect("dm-properties")) {
			String userProperties = Base64.getEncoder()
				.encodeToString("[{\"a\": \"1\"}, {\"a\": \"2\u00fc\"}]".getBytes(StandardCharsets.UTF_8));
			calls
				.send("POST", path("dm-properties", "&contentType=text%2Fplain&responseTopic=answers%2Fa"), new byte[0],
						"x-amz-mqtt5-user-properties", userProperties, "x-amz-mqtt5-payload-format-indicator",
						"UTF8_DATA", "x-amz-mqtt5-correlation-data", "AAE=", DataPlaneClient.SIGNED[0],
						DataPlaneClient.SIGNED[1])
				.get(10, TimeUnit.SECONDS);
			MqttProperties properties = received(client).variableHeader().properties();
			assertThat(properties.getProperty(MqttProperties.CONTENT_TYPE).value()).isEqualTo("text/plain");
			assertThat(properties.getProperty(MqttProperties.RESPONSE_TOPIC).value()).isEqualTo("answers/a");
			assertThat(properties.getProperty(MqttProperties.CORRELATION_DATA).value()).isEqualTo(new byte[] { 0, 1 });
			assertThat(properties.getProperty(MqttProperties.PAYLOAD_FORMAT_INDICATOR).value()).isEqualTo(1);
			assertThat(properties.getProperties(MqttProperties.USER_PROPERTY)
				.stream()
				.map((property) -> ((MqttProperties.UserProperty) property).value().value)).containsExactly("1", "2ü");
		}
	}

	@Test
	void mqtt3ReceiverGetsNoProperties() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("dm-mqtt3");
			assertThat(calls.call("POST", path("dm-mqtt3", "&contentType=text%2Fplain"), "now").status())
				.isEqualTo(200);
			assertThat(client.expectMessage("commands/reboot")).isEqualTo("now");
		}
	}

	@Test
	void acknowledgmentAfterTheTimeoutFreesTheReceiver() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttProperties properties = new MqttProperties();
			properties.add(new MqttProperties.IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, 1));
			client.connect("dm-freed", (connect) -> connect.properties(properties));
			assertThat(send("dm-freed", CONFIRMED).get(10, TimeUnit.SECONDS).status()).isEqualTo(504);
			acknowledge(client, received(client));
			client.expectNothingButPong();
			CompletableFuture<Answer> second = send("dm-freed", "&confirmation=true&timeout=15");
			acknowledge(client, received(client));
			assertThat(second.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
		}
	}

}
