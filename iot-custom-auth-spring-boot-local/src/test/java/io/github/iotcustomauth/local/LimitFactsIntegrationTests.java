package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/local-endpoint-facts.md says about limits and peculiarities, as far as
 * {@link LimitsIntegrationTests} and {@link SessionIntegrationTests} do not show it.
 */
@Timeout(60)
class LimitFactsIntegrationTests {

	private static final Consumer<ConnectBuilder> NOTHING = (connect) -> {
	};

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static int clients;

	private static RawClient connect(int version, Consumer<ConnectBuilder> customizer) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), version);
		client.connect("limit-fact-" + clients++, customizer);
		return client;
	}

	private static RawClient connect(int version) throws Exception {
		return connect(version, NOTHING);
	}

	private static MqttProperties number(int property, int value) {
		MqttProperties properties = new MqttProperties();
		properties.add(new IntegerProperty(property, value));
		return properties;
	}

	private static void acknowledge(RawClient client, MqttPublishMessage message) {
		client.send(MqttMessageBuilders.pubAck().packetId(message.variableHeader().packetId()).build());
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void clientIdMayHave128Bytes(int version) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			MqttConnAckMessage connAck = client.connect("\u00e9".repeat(64));
			assertThat(connAck.variableHeader().connectReturnCode().byteValue()).isZero();
		}
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			client.sendConnect("\u00e9".repeat(64) + "x", NOTHING);
			client.expectEndAtLast();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 30, 60, 1200 })
	void keepAliveWithinTheBoundsIsRepeated(int seconds) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttConnAckMessage connAck = client.connect("keep-alive", (connect) -> connect.keepAlive(seconds));
			assertThat(connAck.variableHeader().properties().getProperty(MqttProperties.SERVER_KEEP_ALIVE).value())
				.isEqualTo(seconds);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 600, 3600 })
	void sessionExpiryWithinTheBoundsIsNotChanged(int asked) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttConnAckMessage connAck = client.connect("expiry",
					(connect) -> connect.properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, asked)));
			assertThat(connAck.variableHeader().properties().getProperty(MqttProperties.SESSION_EXPIRY_INTERVAL))
				.isNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "4,12000", "4,60000", "5,12000", "5,60000" })
	void oversizedConnectGetsItsReasonInMqtt5Only(int version, int willBytes) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			client.sendConnect("large", large(willBytes));
			if (version == 5) {
				expectRefusal(client, 0x97);
			}
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void connectMayHave128KiB(int version) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			client.connect("nearly-too-large", large(10_000));
			client.expectNothingButPong();
		}
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			client.sendConnect("too-large", large(12_000));
			client.expectEndAtLast();
		}
	}

	private static Consumer<ConnectBuilder> large(int willBytes) {
		return (connect) -> connect.username("u".repeat(60_000))
			.password(new byte[60_000])
			.willFlag(true)
			.willTopic("will")
			.willMessage(new byte[willBytes]);
	}

	private static void expectRefusal(RawClient client, int code) throws Exception {
		MqttConnAckMessage connAck = (MqttConnAckMessage) client.next();
		assertThat(connAck.variableHeader().connectReturnCode().byteValue()).isEqualTo((byte) code);
	}

	static Stream<MqttProperties> oversizedProperties() {
		return sizedProperties(1);
	}

	static Stream<MqttProperties> largestProperties() {
		return sizedProperties(0);
	}

	private static Stream<MqttProperties> sizedProperties(int more) {
		MqttProperties user = new MqttProperties();
		user.add(new UserProperty("\u00e9".repeat(2048), "v".repeat(2048)));
		user.add(new UserProperty("k", "v".repeat(2047 + more)));
		MqttProperties contentType = new MqttProperties();
		contentType.add(new StringProperty(MqttProperties.CONTENT_TYPE, "\u00e9".repeat(128) + "x".repeat(more)));
		MqttProperties correlation = new MqttProperties();
		correlation.add(new BinaryProperty(MqttProperties.CORRELATION_DATA, new byte[8192 + more]));
		return Stream.of(user, contentType, correlation);
	}

	@ParameterizedTest
	@MethodSource("oversizedProperties")
	void oversizedPropertiesOfAMessageAreRefused(MqttProperties properties) throws Exception {
		try (RawClient client = connect(5)) {
			client.publish("a", 1, 1, new byte[1], false, properties);
			client.expectPubAck(1, 0x97);
			client.publish("a", 0, 0, new byte[1], false, properties);
			client.expectDisconnect(0x97);
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("oversized-will",
					(connect) -> connect.willFlag(true)
						.willTopic("will")
						.willMessage(new byte[1])
						.willProperties(properties));
			expectRefusal(client, 0x97);
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@MethodSource("largestProperties")
	void propertiesOfAMessageMayHaveTheSizesOfAws(MqttProperties properties) throws Exception {
		try (RawClient client = connect(5)) {
			client.publish("a", 1, 1, new byte[1], false, properties);
			client.expectPubAck(1, 0);
		}
	}

	@ParameterizedTest
	@MethodSource("oversizedProperties")
	void messageWithLargerPropertiesIsNotDelivered(MqttProperties properties) throws Exception {
		try (RawClient client = connect(5)) {
			client.subscribe(1, 0, "oversized");
			client.publish("oversized", 1, 1, new byte[1], false, properties);
			assertThat(client.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.PUBACK);
			client.expectNothingBefore("oversized");
		}
	}

	@Test
	void oversizedUserPropertiesOfConnectAreRefused() throws Exception {
		MqttProperties user = new MqttProperties();
		user.add(new UserProperty("key", "v".repeat(8192)));
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("talkative", (connect) -> connect.properties(user));
			expectRefusal(client, 0x97);
			client.expectEnd();
		}
	}

	@Test
	void clientHasToTake512BytesAtLeast() throws Exception {
		try (RawClient client = connect(5, taking(512))) {
			client.expectNothingButPong();
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("narrow", taking(511));
			client.expectEndAtLast();
		}
	}

	@Test
	void clientThatTakesFewerThan512BytesIsToldWhy() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("narrow", taking(511));
			expectRefusal(client, 0x97);
			client.expectEnd();
		}
	}

	private static Consumer<ConnectBuilder> taking(int bytes) {
		return (connect) -> connect.properties(number(MqttProperties.MAXIMUM_PACKET_SIZE, bytes));
	}

	@Test
	void oversizedPublishEndsMqtt3() throws Exception {
		try (RawClient client = connect(4)) {
			client.publish("a", 1, 1, new byte[128 * 1024 + 1], false, MqttProperties.NO_PROPERTIES);
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void clientGetsAtMost100MessagesThatItHasNotAcknowledged(int version) throws Exception {
		try (RawClient client = connect(version); RawClient publisher = connect(5)) {
			assertAtMost(100, client, publisher, "in-flight/" + version);
		}
	}

	@Test
	void clientMayAskForFewerMessagesAtOnce() throws Exception {
		try (RawClient client = connect(5, (connect) -> connect.properties(number(MqttProperties.RECEIVE_MAXIMUM, 2)));
				RawClient publisher = connect(5)) {
			assertAtMost(2, client, publisher, "in-flight/two");
		}
	}

	private static void assertAtMost(int limit, RawClient client, RawClient publisher, String topic) throws Exception {
		assertThat(client.subscribe(1, 1, topic)).containsExactly(1);
		for (int packetId = 1; packetId <= limit + 20; packetId++) {
			publisher.publish(topic, 1, packetId, "x");
			publisher.expectPubAck(packetId, 0);
		}
		MqttPublishMessage first = (MqttPublishMessage) client.next();
		int received = 1;
		while (received < limit) {
			received += client.drain();
		}
		assertThat(received).isEqualTo(limit);
		client.expectNothingFromBroker();
		acknowledge(client, first);
		assertThat(client.expectMessage(topic)).isEqualTo("x");
		client.expectNothingFromBroker();
	}

	@Test
	void mqtt3ClientMaySendMoreThan100MessagesBeforeTheirPubAck() throws Exception {
		endpoint.core().faults().neverPuback(true);
		try (RawClient client = connect(4)) {
			for (int packetId = 1; packetId <= 120; packetId++) {
				client.publish("in-flight", 1, packetId, "x");
			}
			client.expectNothingFromBroker();
		}
	}

	@Test
	void packetIdentifierOfAMessageWithoutPubAckIsInUse() throws Exception {
		endpoint.core().faults().neverPuback(true);
		try (RawClient client = connect(5)) {
			assertThat(client.subscribe(1, 0, "in-use")).containsExactly(0);
			client.publish("in-use", 1, 7, "first");
			assertThat(client.expectMessage("in-use")).isEqualTo("first");
			client.publish("in-use", 1, 7, "second");
			client.expectPubAck(7, 0x91);
			client.expectNothingBefore("in-use");
		}
		try (RawClient client = connect(4)) {
			assertThat(client.subscribe(1, 0, "in-use")).containsExactly(0);
			client.publish("in-use", 1, 7, "first");
			client.publish("in-use", 1, 7, "second");
			assertThat(client.expectMessage("in-use")).isEqualTo("first");
			assertThat(client.expectMessage("in-use")).isEqualTo("second");
		}
	}

	@Test
	void publishThatNobodyHearsSucceeds() throws Exception {
		try (RawClient client = connect(5)) {
			client.publish("nobody/listens", 1, 1, "x");
			client.expectPubAck(1, 0);
		}
	}

	@Test
	void unsubscribeTellsWhetherThereWasASubscription() throws Exception {
		try (RawClient client = connect(5)) {
			client.subscribe(1, 0, "given-up/a");
			client.send(MqttMessageBuilders.unsubscribe()
				.messageId(2)
				.addTopicFilter("given-up/a")
				.addTopicFilter("given-up/b")
				.build());
			MqttUnsubAckMessage unsubAck = (MqttUnsubAckMessage) client.next();
			assertThat(unsubAck.payload().unsubscribeReasonCodes()).containsExactly((short) 0, (short) 0x11);
		}
	}

	@ParameterizedTest
	@EnumSource(value = MqttMessageType.class, names = { "PUBREC", "PUBREL", "PUBCOMP" })
	void stepsOfQos2EndTheConnection(MqttMessageType type) throws Exception {
		MqttQoS flags = (type == MqttMessageType.PUBREL) ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
		MqttMessage packet = new MqttMessage(new MqttFixedHeader(type, false, flags, false, 0),
				MqttMessageIdVariableHeader.from(1));
		try (RawClient client = connect(5)) {
			client.send(packet);
			client.expectDisconnect(0x82);
		}
		try (RawClient client = connect(4)) {
			client.send(packet);
			client.expectEnd();
		}
	}

	@Test
	void duplicateFlagHasNoMeaning() throws Exception {
		try (RawClient client = connect(5)) {
			client.subscribe(1, 1, "dup");
			client.send(new MqttPublishMessage(
					new MqttFixedHeader(MqttMessageType.PUBLISH, true, MqttQoS.AT_LEAST_ONCE, false, 0),
					new MqttPublishVariableHeader("dup", 9, MqttProperties.NO_PROPERTIES),
					Unpooled.wrappedBuffer("x".getBytes(StandardCharsets.UTF_8))));
			List<MqttMessage> packets = List.of(client.next(), client.next());
			assertThat(packets).extracting((packet) -> packet.fixedHeader().messageType())
				.containsExactlyInAnyOrder(MqttMessageType.PUBACK, MqttMessageType.PUBLISH);
			assertThat(packets).noneMatch((packet) -> packet.fixedHeader().isDup());
		}
	}

	@Test
	void sessionsOfMqtt3AndMqtt5AreNotInterchangeable() throws Exception {
		String clientId = "both-" + UUID.randomUUID();
		for (int version : List.of(4, 5)) {
			try (RawClient client = RawClient.tls(endpoint.port(), version)) {
				MqttConnAckMessage connAck = client.connect(clientId, LimitFactsIntegrationTests::persistent);
				assertThat(connAck.variableHeader().isSessionPresent()).as("MQTT %d", version).isFalse();
			}
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			MqttConnAckMessage connAck = client.connect(clientId, LimitFactsIntegrationTests::persistent);
			assertThat(connAck.variableHeader().isSessionPresent()).isTrue();
		}
	}

	private static void persistent(ConnectBuilder connect) {
		connect.cleanSession(false).properties(number(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
	}

	@Test
	void sessionOfMqtt5WithoutExpiryEndsWithTheConnection() throws Exception {
		for (int i = 0; i < 2; i++) {
			try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
				MqttConnAckMessage connAck = client.connect("short", (connect) -> connect.cleanSession(false));
				assertThat(connAck.variableHeader().isSessionPresent()).isFalse();
				client.disconnect();
				client.expectEnd();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void retainedMessageIsNotSentToASharedSubscription(int version) throws Exception {
		String topic = "retained/shared/" + UUID.randomUUID();
		try (RawClient client = connect(version)) {
			client.publish(topic, 1, 1, "kept".getBytes(StandardCharsets.UTF_8), true, MqttProperties.NO_PROPERTIES);
			client.expectPubAck(1, 0);
			assertThat(client.subscribe(2, 0, "$share/group/" + topic)).containsExactly(0);
			client.expectNothingBefore(topic);
		}
	}

	@Test
	void nothingIsRetainedOnReservedTopics() throws Exception {
		try (RawClient client = connect(5)) {
			client.publish("$aws/things/t/shadow/update", 1, 1, new byte[1], true, MqttProperties.NO_PROPERTIES);
			client.expectPubAck(1, 0);
			assertThat(client.subscribe(2, 0, "$aws/things/t/shadow/update")).containsExactly(0);
			client.expectNothingFromBroker();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void bothProtocolsShareSubscriptions(int version) throws Exception {
		String filter = "$share/group/shared/" + version;
		try (RawClient one = connect(version); RawClient two = connect(version); RawClient publisher = connect(5)) {
			assertThat(one.subscribe(1, 0, filter)).containsExactly(0);
			assertThat(two.subscribe(1, 0, filter)).containsExactly(0);
			for (int packetId = 1; packetId <= 10; packetId++) {
				publisher.publish("shared/" + version, 1, packetId, "x");
				publisher.expectPubAck(packetId, 0);
			}
			int received = 0;
			while (received < 10) {
				received += one.drain() + two.drain();
			}
			assertThat(received).isEqualTo(10);
			one.expectNothingFromBroker();
			two.expectNothingFromBroker();
		}
	}

	@Test
	void endpointSendsNoTopicAliases() throws Exception {
		try (RawClient client = connect(5,
				(connect) -> connect.properties(number(MqttProperties.TOPIC_ALIAS_MAXIMUM, 10)))) {
			client.subscribe(1, 0, "alias");
			for (int i = 0; i < 3; i++) {
				client.publish("alias", 0, 0, "x");
				MqttPublishMessage message = (MqttPublishMessage) client.next();
				assertThat(message.variableHeader().topicName()).isEqualTo("alias");
				assertThat(message.variableHeader().properties().getProperty(MqttProperties.TOPIC_ALIAS)).isNull();
			}
		}
	}

	@Test
	void messageExpiresAfterAWeekAtTheLatest() throws Exception {
		try (RawClient client = connect(5)) {
			client.subscribe(1, 0, "expiry");
			client.publish("expiry", 0, 0, new byte[1], false,
					number(MqttProperties.PUBLICATION_EXPIRY_INTERVAL, 1_000_000));
			MqttProperties received = ((MqttPublishMessage) client.next()).variableHeader().properties();
			assertThat((Integer) received.getProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL).value())
				.isBetween(604_700, 604_800);
		}
	}

	@ParameterizedTest
	@CsvSource({ "4,1", "5,1", "4,0", "5,0" })
	void persistentSessionKeepsMessagesWithQos1Only(int version, int subscribedQos) throws Exception {
		String name = "kept-" + UUID.randomUUID();
		Consumer<ConnectBuilder> persistent = (version == 5) ? LimitFactsIntegrationTests::persistent
				: (connect) -> connect.cleanSession(false);
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			client.connect(name, persistent);
			assertThat(client.subscribe(1, subscribedQos, name + "/+")).containsExactly(subscribedQos);
			client.disconnect();
			client.expectEnd();
		}
		try (RawClient publisher = connect(5)) {
			publisher.publish(name + "/0", 0, 0, "dropped");
			publisher.publish(name + "/1", 1, 1, "kept");
			publisher.expectPubAck(1, 0);
			publisher.publish(name + "/0", 0, 0, "dropped");
			publisher.expectNothingFromBroker();
		}
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			client.connect(name, persistent);
			if (subscribedQos == 1) {
				assertThat(client.expectMessage(name + "/1")).isEqualTo("kept");
			}
			client.publish(name + "/0", 0, 0, "now");
			assertThat(client.expectMessage(name + "/0")).isEqualTo("now");
		}
	}

	@Test
	void propertiesOfAMessageArrive() throws Exception {
		MqttProperties properties = new MqttProperties();
		properties.add(new StringProperty(MqttProperties.CONTENT_TYPE, "text/plain"));
		properties.add(new StringProperty(MqttProperties.RESPONSE_TOPIC, "answer"));
		properties.add(new BinaryProperty(MqttProperties.CORRELATION_DATA, new byte[] { 1, 2 }));
		properties.add(new IntegerProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL, 600));
		properties.add(new IntegerProperty(MqttProperties.PAYLOAD_FORMAT_INDICATOR, 1));
		UserProperties user = new UserProperties();
		user.add("key", "value");
		properties.add(user);
		try (RawClient client = connect(5)) {
			client.subscribe(1, 0, "properties");
			client.publish("properties", 0, 0, new byte[1], false, properties);
			MqttProperties received = ((MqttPublishMessage) client.next()).variableHeader().properties();
			assertThat(received.getProperty(MqttProperties.CONTENT_TYPE).value()).isEqualTo("text/plain");
			assertThat(received.getProperty(MqttProperties.RESPONSE_TOPIC).value()).isEqualTo("answer");
			assertThat(received.getProperty(MqttProperties.CORRELATION_DATA).value()).isEqualTo(new byte[] { 1, 2 });
			assertThat((Integer) received.getProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL).value())
				.isBetween(590, 600);
			assertThat(received.getProperty(MqttProperties.PAYLOAD_FORMAT_INDICATOR).value()).isEqualTo(1);
			assertThat(received.getProperties(MqttProperties.USER_PROPERTY)).hasSize(1);
		}
	}

}
