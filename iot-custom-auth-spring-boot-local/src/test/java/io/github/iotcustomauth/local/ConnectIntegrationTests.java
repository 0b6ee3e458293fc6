package io.github.iotcustomauth.local;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttQoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * From the TCP connection to the CONNACK or its absence.
 */
class ConnectIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static int value(MqttConnAckMessage connAck, int property) {
		return ((IntegerProperty) connAck.variableHeader().properties().getProperty(property)).value();
	}

	private static void properties(ConnectBuilder connect, MqttProperties.MqttProperty<?>... values) {
		MqttProperties properties = new MqttProperties();
		for (MqttProperties.MqttProperty<?> value : values) {
			properties.add(value);
		}
		connect.properties(properties);
	}

	@Test
	void connAckCarriesTheLimitsOfAws() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttConnAckMessage connAck = client.connect("limits");
			assertThat(value(connAck, MqttProperties.RECEIVE_MAXIMUM)).isEqualTo(100);
			assertThat(value(connAck, MqttProperties.TOPIC_ALIAS_MAXIMUM)).isEqualTo(8);
			assertThat(value(connAck, MqttProperties.MAXIMUM_QOS)).isEqualTo(1);
			assertThat(value(connAck, MqttProperties.RETAIN_AVAILABLE)).isEqualTo(1);
			assertThat(value(connAck, MqttProperties.MAXIMUM_PACKET_SIZE)).isEqualTo(149_504);
			assertThat(value(connAck, MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE)).isEqualTo(1);
			assertThat(value(connAck, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE)).isZero();
			assertThat(value(connAck, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE)).isEqualTo(1);
			assertThat(value(connAck, MqttProperties.SERVER_KEEP_ALIVE)).isEqualTo(60);
			assertThat(connAck.variableHeader().properties().listAll()).hasSize(9);
		}
	}

	@Test
	void connAckTellsThatThereAreSharedSubscriptions() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(value(client.connect("shared"), MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE)).isEqualTo(1);
		}
	}

	@Test
	void clientsAreNotSentToAnotherServer() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttProperties properties = client.connect("stays").variableHeader().properties();
			assertThat(properties.getProperty(MqttProperties.SERVER_REFERENCE)).isNull();
			client.expectNothingButPong();
		}
	}

	@Test
	void mqtt3ClientConnects() throws Exception {
		try (RawClient client = RawClient.webSocket(endpoint.port(), 4)) {
			MqttConnAckMessage connAck = client.connect("old");
			assertThat(connAck.variableHeader().connectReturnCode())
				.isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
			assertThat(endpoint.lastAttempt().protocolVersion()).isEqualTo(4);
			assertThat(endpoint.lastAttempt().upgrade().queryString()).isEqualTo("a=%20b");
			assertThat(endpoint.lastAttempt().upgrade().headers()).contains(Map.entry("x-token", "t+1,t+2"));
		}
	}

	@Test
	void emptyClientIdIsAssignedBeforeTheAuthorizerIsAsked() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttConnAckMessage connAck = client.connect("");
			String assigned = ((StringProperty) connAck.variableHeader()
				.properties()
				.getProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER)).value();
			assertThat(assigned).isNotEmpty().isEqualTo(endpoint.lastAttempt().clientId());
			assertThat(endpoint.lastAttempt().clientIdAssigned()).isTrue();
		}
	}

	@Test
	void emptyClientIdOfMqtt3NeedsCleanSession() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.sendConnect("", (connect) -> connect.cleanSession(false));
			client.expectEnd();
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("");
			assertThat(endpoint.lastAttempt().clientId()).isNotEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1201, 65_535 })
	void keepAliveOfNoneOrMoreThan20MinutesBecomes20Minutes(int asked) throws Exception {
		expectServerKeepAlive(asked, 1200);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 29 })
	void keepAliveBelow30SecondsBecomes30Seconds(int asked) throws Exception {
		expectServerKeepAlive(asked, 30);
	}

	private static void expectServerKeepAlive(int asked, int told) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttConnAckMessage connAck = client.connect("keep-alive-" + asked, (connect) -> connect.keepAlive(asked));
			assertThat(value(connAck, MqttProperties.SERVER_KEEP_ALIVE)).isEqualTo(told);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 3601, 604_800, -1 })
	void sessionExpiryAboveAnHourIsClamped(int asked) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttConnAckMessage connAck = client.connect("expiry", (connect) -> properties(connect,
					new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, asked)));
			assertThat(value(connAck, MqttProperties.SESSION_EXPIRY_INTERVAL)).isEqualTo(3600);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { MqttProperties.RECEIVE_MAXIMUM, MqttProperties.MAXIMUM_PACKET_SIZE })
	void maximumOf0IsAProtocolError(int property) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttConnAckMessage connAck = client.connect("nothing",
					(connect) -> properties(connect, new IntegerProperty(property, 0)));
			assertThat(connAck.variableHeader().connectReturnCode().byteValue()).isEqualTo((byte) 0x82);
			client.expectEnd();
		}
	}

	@Test
	void refusedMqtt5ClientGetsReasonAndNoCloseFrame() throws Exception {
		endpoint.setAuthorizer((attempt) -> new ConnectDecision.Refused("unknown user"));
		try (RawClient client = RawClient.webSocket(endpoint.port(), 5)) {
			MqttConnAckMessage connAck = client.connect("refused5");
			assertThat(connAck.variableHeader().connectReturnCode().byteValue()).isEqualTo((byte) 0x87);
			assertThat(
					((StringProperty) connAck.variableHeader().properties().getProperty(MqttProperties.REASON_STRING))
						.value())
				.matches("CONNACK:Client is not authenticated/authorized to send the message:[0-9a-f-]{36}");
			client.expectEnd();
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, "refused5"))
			.containsExactly("MQTT 5 over WebSocket: unknown user"));
	}

	@Test
	void refusedMqtt3ClientGetsEmptyCloseFrameOnWebSocket() throws Exception {
		endpoint.setAuthorizer((attempt) -> new ConnectDecision.Refused("unknown user"));
		try (RawClient client = RawClient.webSocket(endpoint.port(), 4)) {
			client.sendConnect("refused3", (connect) -> {
			});
			client.expectEmptyCloseFrameAndEnd();
		}
	}

	@Test
	void mqtt3ClientGetsNoConnAckButTheSuccessfulOneOverWebSocket() throws Exception {
		assertNoConnAckButTheSuccessfulOne((port) -> RawClient.webSocket(port, 4),
				RawClient::expectEmptyCloseFrameAndEnd);
	}

	@Test
	void mqtt3ClientGetsNoConnAckButTheSuccessfulOneOverTls() throws Exception {
		assertNoConnAckButTheSuccessfulOne((port) -> RawClient.tls(port, 4), RawClient::expectEnd);
	}

	private static void assertNoConnAckButTheSuccessfulOne(Opening opening, Ending ending) throws Exception {
		try (RawClient client = opening.open(endpoint.port())) {
			assertThat(client.connect("accepted3").variableHeader().connectReturnCode())
				.isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
		}
		endpoint.deny("iot:Connect", "client/refused3");
		try (RawClient client = opening.open(endpoint.port())) {
			client.sendConnect("refused3", (connect) -> {
			});
			ending.expect(client);
		}
		endpoint.setAuthorizer((attempt) -> new ConnectDecision.Refused("unknown user"));
		try (RawClient client = opening.open(endpoint.port())) {
			client.sendConnect("accepted3", (connect) -> connect.username("unknown"));
			ending.expect(client);
		}
	}

	private static void assertHungUpOn(Consumer<ConnectBuilder> customizer) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.sendConnect("hung-up-on", customizer);
			client.expectEnd();
		}
	}

	@Test
	void failingAuthorizerRefusesWithoutItsMessage() throws Exception {
		endpoint.setAuthorizer((attempt) -> {
			throw new IllegalStateException("s3cret");
		});
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(client.connect("failing").variableHeader().connectReturnCode().byteValue())
				.isEqualTo((byte) 0x87);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, "failing")).singleElement()
			.asString()
			.contains("IllegalStateException")
			.doesNotContain("s3cret"));
	}

	@Test
	void authorizerThatCannotBeLoadedRefuses() throws Exception {
		endpoint.setAuthorizer((attempt) -> {
			throw new NoClassDefFoundError("com/example/Missing");
		});
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(client.connect("unloadable").variableHeader().connectReturnCode().byteValue())
				.isEqualTo((byte) 0x87);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, "unloadable")).singleElement()
			.asString()
			.endsWith("NoClassDefFoundError"));
	}

	@Test
	void authorizerThatDoesNotAnswerWithin5SecondsRefuses() throws Exception {
		AtomicBoolean interrupted = neverAnswer();
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.sendConnect("slow", (connect) -> {
			});
			client.expectEnd();
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, "slow")).singleElement()
			.asString()
			.endsWith("the authorizer did not answer within 5 seconds"));
		await().untilTrue(interrupted);
	}

	@Test
	void clientOfALateAuthorizerSeesAnOrdinaryRefusal() throws Exception {
		neverAnswer();
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(client.connect("late").variableHeader().connectReturnCode().byteValue()).isEqualTo((byte) 0x87);
			client.expectEnd();
		}
	}

	private static AtomicBoolean neverAnswer() {
		CountDownLatch never = new CountDownLatch(1);
		AtomicBoolean interrupted = new AtomicBoolean();
		endpoint.setAuthorizer((attempt) -> {
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
			}
			return new ConnectDecision.Refused("too late");
		});
		return interrupted;
	}

	@Test
	void policyMustAllowConnect() throws Exception {
		endpoint.deny("iot:Connect", "client/stranger");
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(client.connect("stranger").variableHeader().connectReturnCode().byteValue())
				.isEqualTo((byte) 0x87);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, "stranger")).singleElement()
			.asString()
			.endsWith("the policy does not allow iot:Connect on client/stranger"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "iot:Publish", "iot:RetainPublish" })
	void policyMustAllowTheWill(String action) throws Exception {
		endpoint.deny(action, "topic/last");
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttConnAckMessage connAck = client.connect("will",
					(connect) -> connect.willFlag(true).willTopic("last").willMessage(new byte[0]).willRetain(true));
			assertThat(connAck.variableHeader().connectReturnCode().byteValue()).isEqualTo((byte) 0x87);
		}
	}

	@Test
	void willWithQos2IsRefused() throws Exception {
		Consumer<ConnectBuilder> will = (connect) -> connect.willFlag(true)
			.willTopic("last")
			.willMessage(new byte[0])
			.willQoS(MqttQoS.EXACTLY_ONCE);
		assertRefused(0x9B, will);
		assertHungUpOn(will);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1/2/3/4/5/6/7/8/9", "$other/x", "$aws/events/presence/connected/forged" })
	void willOnAnInvalidTopicIsRefused(String topic) throws Exception {
		Consumer<ConnectBuilder> will = (connect) -> connect.willFlag(true).willTopic(topic).willMessage(new byte[0]);
		assertRefused(0x90, will);
		assertHungUpOn(will);
	}

	@Test
	void enhancedAuthenticationIsNotSupported() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("enhanced", ConnectIntegrationTests::withAuthenticationMethod);
			MqttConnAckMessage connAck = (MqttConnAckMessage) client.next();
			assertThat(connAck.variableHeader().connectReturnCode().byteValue() & 0xFF).isGreaterThanOrEqualTo(0x80);
			client.expectEnd();
		}
		assertThat(endpoint.attempts("enhanced")).isEmpty();
	}

	@Test
	void enhancedAuthenticationIsRefusedAsABadMethod() throws Exception {
		assertRefused(0x8C, ConnectIntegrationTests::withAuthenticationMethod);
	}

	private static void withAuthenticationMethod(ConnectBuilder connect) {
		properties(connect, new StringProperty(MqttProperties.AUTHENTICATION_METHOD, "SCRAM"));
	}

	@Test
	void clientIdMayBeMadeOfSpaces() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(client.connect("  ").variableHeader().connectReturnCode().byteValue()).isZero();
		}
	}

	@Test
	void clientThatLeavesBeforeItsConnAckIsReported() throws Exception {
		endpoint.core().faults().neverConnack(true);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("hurried", (connect) -> {
			});
			await().until(() -> !endpoint.core().getConnectAttempts("hurried").isEmpty());
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, "hurried"))
			.containsExactly("the client did not wait for its CONNACK"));
	}

	@Test
	void overlongClientIdIsRefused() throws Exception {
		assertRefused(0x85, (connect) -> connect.clientId("x".repeat(129)));
		assertHungUpOn((connect) -> connect.clientId("x".repeat(129)));
	}

	private static void assertRefused(int code, Consumer<ConnectBuilder> customizer) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(client.connect("broken", customizer).variableHeader().connectReturnCode().byteValue())
				.isEqualTo((byte) code);
			client.expectEnd();
		}
	}

	@Test
	void secondConnectWithinASecondIsThrottled() throws Exception {
		AtomicInteger round = new AtomicInteger();
		try (TestEndpoint strict = TestEndpoint.start((settings) -> settings.enable(Limit.CONNECT_RATE))) {
			assertThrottled(strict, 5, round);
			await().pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
				try (RawClient again = RawClient.tls(strict.port(), 5)) {
					assertThat(again.connect("hasty-" + round).variableHeader().connectReturnCode().byteValue())
						.isZero();
				}
			});
		}
	}

	@Test
	void secondConnectOfMqtt3WithinASecondIsHungUpOn() {
		try (TestEndpoint strict = TestEndpoint.start((settings) -> settings.enable(Limit.CONNECT_RATE))) {
			assertThrottled(strict, 4, new AtomicInteger());
		}
	}

	private static void assertThrottled(TestEndpoint strict, int version, AtomicInteger round) {
		// again when this machine has taken a second between two of them
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThrottled(strict, version, "hasty-" + round.incrementAndGet()));
	}

	private static void assertThrottled(TestEndpoint strict, int version, String clientId) throws Exception {
		try (RawClient first = RawClient.tls(strict.port(), version);
				RawClient second = RawClient.tls(strict.port(), version);
				RawClient other = RawClient.tls(strict.port(), version)) {
			assertThat(first.connect(clientId).variableHeader().connectReturnCode().byteValue()).isZero();
			second.sendConnect(clientId, (connect) -> {
			});
			if (version == 5) {
				MqttConnAckMessage connAck = (MqttConnAckMessage) second.next();
				assertThat(connAck.variableHeader().connectReturnCode().byteValue()).isEqualTo((byte) 0x97);
			}
			second.expectEnd();
			assertThat(other.connect("calm-" + clientId).variableHeader().connectReturnCode().byteValue()).isZero();
			first.expectNothingButPong();
			assertThat(strict.core().getConnectAttempts(clientId)).hasSize(2);
		}
	}

	@Test
	void connectThatTheAuthorizerRefusesCounts() {
		assertRefusedConnectCounts((attempt) -> new ConnectDecision.Refused("unknown user"));
	}

	@Test
	void connectThatThePolicyRefusesCounts() {
		assertRefusedConnectCounts((attempt) -> new ConnectDecision.Granted("tester", (action, resource) -> false,
				Duration.ofHours(1), Duration.ofHours(1)));
	}

	private static void assertRefusedConnectCounts(ConnectAuthorizer authorizer) {
		AtomicInteger round = new AtomicInteger();
		try (TestEndpoint strict = TestEndpoint.start((settings) -> settings.enable(Limit.CONNECT_RATE))) {
			strict.setAuthorizer(authorizer);
			// again when this machine has taken a second between the two
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
				String clientId = "refused-" + round.incrementAndGet();
				try (RawClient first = RawClient.tls(strict.port(), 5);
						RawClient second = RawClient.tls(strict.port(), 5)) {
					assertThat(first.connect(clientId).variableHeader().connectReturnCode().byteValue())
						.isEqualTo((byte) 0x87);
					assertThat(second.connect(clientId).variableHeader().connectReturnCode().byteValue())
						.isEqualTo((byte) 0x97);
				}
			});
		}
	}

	@Test
	void unknownAlpnFailsTheHandshake() throws Exception {
		try (RawClient client = RawClient.tlsWithAlpn(endpoint.port(), "x-amzn-mqtt-ca")) {
			client.expectEnd();
		}
	}

	@Test
	void directMqttWithoutAlpnIsHungUpOn() throws Exception {
		try (RawClient client = RawClient.tlsWithAlpn(endpoint.port())) {
			client.sendConnect("no-alpn", (connect) -> {
			});
			client.expectEnd();
		}
		await().untilAsserted(
				() -> assertThat(endpoint.details(Type.REFUSED, "")).contains("MQTT over TLS without ALPN 'mqtt'"));
	}

	@Test
	void plainMqttIsHungUpOnAndNotQuoted() throws Exception {
		try (Socket socket = new Socket("127.0.0.1", endpoint.port())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write("\u0010\u001F\u0000\u0004MQTT with s3cret password".getBytes(StandardCharsets.UTF_8));
			// an alert, perhaps, and then the end
			assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(20);
		}
		await().untilAsserted(
				() -> assertThat(endpoint.details(Type.REFUSED, "")).contains("the client does not speak TLS"));
	}

	@Test
	void httpOnTheMqttProtocolIsHungUpOn() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendBytes('G', 'E', 'T', ' ', '/');
			client.expectEnd();
		}
	}

	@Test
	void firstPacketMustBeConnect() throws Exception {
		try (RawClient client = RawClient.webSocket(endpoint.port(), 5)) {
			client.sendBytes(0xC0, 0x00);
			client.expectEmptyCloseFrameAndEnd();
		}
	}

	@Test
	void clientThatDoesNotWaitForConnAckIsHungUpOn() throws Exception {
		endpoint.core().faults().neverConnack(true);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("hurry", (connect) -> {
			});
			client.publish("a", 0, 0, "x");
			client.expectEnd();
		}
	}

	@Test
	void mqtt31IsHungUpOn() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendBytes(0x10, 0x0F, 0, 6, 'M', 'Q', 'I', 's', 'd', 'p', 3, 2, 0, 60, 0, 1, 'a');
			client.expectEnd();
		}
	}

	@Test
	void malformedPacketEndsTheConnection() throws Exception {
		// a reserved packet type
		int[] malformed = { 0x00, 0x00 };
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("malformed5");
			client.sendBytes(malformed);
			client.expectDisconnect(0x81);
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("malformed3");
			client.sendBytes(malformed);
			client.expectEnd();
		}
	}

	@Test
	void malformedBytesDoNotKillTheEndpoint() throws Exception {
		Random random = new Random(7);
		for (int round = 0; round < 50; round++) {
			try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
				client.sendBytes(random.ints(200, 0, 256).toArray());
				client.expectEnd();
			}
		}
		for (int round = 0; round < 50; round++) {
			try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
				client.connect("fuzz");
				int[] bytes = random.ints(200, 0, 256).toArray();
				// a reserved packet type
				bytes[0] = 0x00;
				client.sendBytes(bytes);
				client.expectDisconnect(0x81);
			}
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("survivor");
			client.expectNothingButPong();
		}
	}

	/**
	 * Opens a connection.
	 */
	@FunctionalInterface
	private interface Opening {

		RawClient open(int port) throws Exception;

	}

	/**
	 * Expects how a connection ends.
	 */
	@FunctionalInterface
	private interface Ending {

		void expect(RawClient client) throws Exception;

	}

}
