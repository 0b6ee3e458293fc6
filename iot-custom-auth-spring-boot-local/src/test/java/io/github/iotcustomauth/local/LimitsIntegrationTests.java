package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttQoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The limits and peculiarities of AWS IoT Core.
 */
class LimitsIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static int clients;

	private static RawClient connect(int version) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), version);
		client.connect("limits-" + clients++);
		return client;
	}

	private static MqttProperties alias(int alias) {
		MqttProperties properties = new MqttProperties();
		properties.add(new IntegerProperty(MqttProperties.TOPIC_ALIAS, alias));
		return properties;
	}

	@Test
	void publishWithQos2IsNotSupported() throws Exception {
		try (RawClient client = connect(5)) {
			client.publish("a", 2, 1, "x");
			client.expectDisconnect(0x9B);
		}
		try (RawClient client = connect(4)) {
			client.publish("a", 2, 1, "x");
			client.expectNothingButPong();
		}
	}

	@Test
	void subscribeWithQos2IsNotSupported() throws Exception {
		try (RawClient client = connect(5)) {
			client.sendSubscribe(1, 2, "a");
			client.expectDisconnect(0x9B);
		}
		try (RawClient client = connect(4)) {
			client.sendSubscribe(1, 2, "a");
			client.expectNothingButPong();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void payloadMayHave128KiB(int version) throws Exception {
		try (RawClient client = connect(version)) {
			client.publish("a", 1, 1, new byte[128 * 1024], false, MqttProperties.NO_PROPERTIES);
			client.expectPubAck(1, 0);
			client.publish("a", 1, 2, new byte[128 * 1024 + 1], false, MqttProperties.NO_PROPERTIES);
			client.expectEndAtLast();
		}
	}

	@Test
	void largerPayloadEndsMqtt5WithItsReason() throws Exception {
		try (RawClient client = connect(5)) {
			client.publish("a", 1, 1, new byte[128 * 1024 + 1], false, MqttProperties.NO_PROPERTIES);
			client.expectDisconnect(0x97);
		}
	}

	@Test
	void packetMayHave146KiB() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("large-packet");
			publishWithResponseTopic(client, 1, 18_000);
			client.expectPubAck(1, 0);
			publishWithResponseTopic(client, 2, 19_000);
			client.expectDisconnect(0x97);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, "large-packet")).singleElement()
			.asString()
			.startsWith("CLIENT_ERROR: 0x97, the packet is larger than 149504 bytes"));
	}

	// The payload alone is not too large.
	private static void publishWithResponseTopic(RawClient client, int packetId, int bytes) {
		MqttProperties properties = new MqttProperties();
		properties.add(new StringProperty(MqttProperties.RESPONSE_TOPIC, "r".repeat(bytes)));
		client.publish("a", 1, packetId, new byte[128 * 1024], false, properties);
	}

	@ParameterizedTest
	@CsvSource({ "false,200000", "false,400000", "true,200000", "true,400000" })
	void reasonOfAnOversizedPacketArrives(boolean webSocket, int bytes) throws Exception {
		try (RawClient client = webSocket ? RawClient.webSocket(endpoint.port(), 5)
				: RawClient.tls(endpoint.port(), 5)) {
			client.connect("oversized");
			client.publish("a", 1, 2, new byte[bytes], false, MqttProperties.NO_PROPERTIES);
			client.expectDisconnect(0x97);
		}
	}

	@Test
	void reasonOfAnOversizedFrameArrivesThoughTheClientIsStillSending() throws Exception {
		try (RawClient client = RawClient.webSocket(endpoint.port(), 5)) {
			client.connect("still-sending");
			client.setReading(false);
			client.publish("a", 1, 2, new byte[8 << 20], false, MqttProperties.NO_PROPERTIES);
			await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, "still-sending")).singleElement()
				.asString()
				.startsWith("CLIENT_ERROR: 0x97, the WebSocket frame is larger than"));
			client.setReading(true);
			client.expectDisconnect(0x97);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void subscribeMayHave8Filters(int version) throws Exception {
		try (RawClient client = connect(version)) {
			assertThat(client.subscribe(1, 1, filters(8))).hasSize(8).containsOnly(1);
			client.sendSubscribe(2, 1, filters(9));
			client.expectEndAtLast();
		}
	}

	@Test
	void subscribeWithMoreThan8FiltersEndsTheConnection() throws Exception {
		try (RawClient client = connect(5)) {
			client.sendSubscribe(1, 1, filters(9));
			client.expectDisconnect(0x97);
		}
		try (RawClient client = connect(4)) {
			client.sendSubscribe(1, 1, filters(9));
			client.expectEnd();
		}
	}

	private static String[] filters(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "f/" + i).toArray(String[]::new);
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void connectionMayHave50Subscriptions(int version) throws Exception {
		try (RawClient client = connect(version)) {
			subscribe50Times(client);
			List<Integer> codes = client.subscribe(51, 1, "s/51", "s/1");
			assertThat(codes).hasSize(2);
			assertThat(codes.get(0)).isGreaterThanOrEqualTo(0x80);
			assertThat(codes.get(1)).isOne();
			client.send(MqttMessageBuilders.unsubscribe().messageId(52).addTopicFilter("s/1").build());
			client.next();
			assertThat(client.subscribe(53, 1, "s/51")).containsExactly(1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "4,0x80", "5,0x97" })
	void codeOfTheSubscriptionThatIsOneTooMany(int version, int code) throws Exception {
		try (RawClient client = connect(version)) {
			subscribe50Times(client);
			assertThat(client.subscribe(51, 1, "s/51")).containsExactly(code);
		}
	}

	private static void subscribe50Times(RawClient client) throws Exception {
		for (int i = 1; i <= 50; i++) {
			assertThat(client.subscribe(i, 1, "s/" + i)).containsExactly(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1/2/3/4/5/6/7/8/9", "" })
	void invalidTopicIsRefused(String topic) throws Exception {
		try (RawClient client = connect(5)) {
			client.publish(topic, 1, 1, "x");
			client.expectPubAck(1, 0x90);
			client.publish(topic, 0, 0, "x");
			client.expectDisconnect(0x90);
		}
		try (RawClient client = connect(4)) {
			client.publish(topic, 1, 1, "x");
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@CsvSource({ "+,0", "+,1", "#,0", "#,1" })
	void topicWithAWildcardIsRefused(char wildcard, int qos) throws Exception {
		// as bytes, since the codec of the client does not write such a topic
		int[] publish = (qos == 0) ? new int[] { 0x30, 6, 0, 3, 'a', '/', wildcard, 0 }
				: new int[] { 0x32, 8, 0, 3, 'a', '/', wildcard, 0, 1, 0 };
		try (RawClient client = connect(5)) {
			client.sendBytes(publish);
			client.expectDisconnect(0x90);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, "limits-" + (clients - 1)))
			.containsExactly("CLIENT_ERROR: 0x90, the topic of a PUBLISH has a wildcard"));
		try (RawClient client = connect(4)) {
			client.sendBytes(publish);
			client.expectEnd();
		}
	}

	@Test
	void topicMayHave256BytesAnd7Slashes() throws Exception {
		try (RawClient client = connect(5)) {
			client.publish("é".repeat(128), 1, 1, "x");
			client.expectPubAck(1, 0);
			client.publish("é".repeat(128) + "x", 1, 2, "x");
			client.expectPubAck(2, 0x90);
			client.publish("1/2/3/4/5/6/7/8", 1, 3, "x");
			client.expectPubAck(3, 0);
		}
	}

	@Test
	void nameOfARuleDoesNotCount() throws Exception {
		try (RawClient client = connect(5)) {
			client.publish("$aws/rules/my_rule/1/2/3/4/5/6/7/8", 1, 1, "x");
			client.expectPubAck(1, 0);
			client.publish("$aws/rules/my_rule/1/2/3/4/5/6/7/8/9", 1, 2, "x");
			client.expectPubAck(2, 0x90);
		}
	}

	@Test
	void topicsOfCommandsHave8Slashes() throws Exception {
		try (RawClient client = connect(5)) {
			assertThat(client.subscribe(1, 1, "$aws/commands/clients/c/executions/+/response/accepted/json"))
				.containsExactly(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "$aws/things/t/shadow/update", "$aws/things/t/jobs/get", "$aws/rules/my_rule/a" })
	void topicsOfAwsAreAcceptedButNotDelivered(String topic) throws Exception {
		try (RawClient client = connect(5)) {
			assertThat(client.subscribe(1, 1, "$aws/things/t/#", "$aws/things/#")).containsExactly(1, 1);
			client.publish(topic, 1, 2, "x");
			client.expectPubAck(2, 0);
			client.expectNothingFromBroker();
		}
	}

	static Stream<String> invalidFilters() {
		return Stream.of("a/#/b", "a+", "1/2/3/4/5/6/7/8/9", "$share/g", "$share//a", "$share/+/a");
	}

	@ParameterizedTest
	@MethodSource("invalidFilters")
	void invalidFilterIsRefused(String filter) throws Exception {
		try (RawClient client = connect(5)) {
			assertThat(client.subscribe(1, 1, filter)).containsExactly(0x8F);
			client.expectNothingButPong();
		}
	}

	@ParameterizedTest
	@MethodSource("invalidFilters")
	void invalidFilterEndsMqtt3(String filter) throws Exception {
		try (RawClient client = connect(4)) {
			client.sendSubscribe(1, 1, filter);
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@MethodSource("invalidFilters")
	void unsubscribeWithAnInvalidFilterEndsTheConnection(String filter) throws Exception {
		MqttMessage unsubscribe = MqttMessageBuilders.unsubscribe().messageId(1).addTopicFilter(filter).build();
		try (RawClient client = connect(5)) {
			client.send(unsubscribe);
			client.expectDisconnect(0x8F);
		}
		try (RawClient client = connect(4)) {
			client.send(unsubscribe);
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@CsvSource({ "4,$SYS/#", "4,$SYS/broker/version", "5,$SYS/#", "5,$SYS/broker/version" })
	void topicsOfTheBrokerAreNotThere(int version, String filter) throws Exception {
		try (RawClient client = connect(version)) {
			client.sendSubscribe(1, 1, filter);
			client.expectEnd();
		}
	}

	@Test
	void topicAliasesAreResolved() throws Exception {
		try (RawClient client = connect(5)) {
			client.subscribe(1, 0, "alias/a", "alias/b");
			client.publish("alias/a", 0, 0, "1".getBytes(StandardCharsets.UTF_8), false, alias(8));
			assertThat(client.expectMessage("alias/a")).isEqualTo("1");
			client.publish("", 0, 0, "2".getBytes(StandardCharsets.UTF_8), false, alias(8));
			assertThat(client.expectMessage("alias/a")).isEqualTo("2");
			client.publish("alias/b", 0, 0, "3".getBytes(StandardCharsets.UTF_8), false, alias(8));
			assertThat(client.expectMessage("alias/b")).isEqualTo("3");
			client.publish("", 0, 0, new byte[0], false, alias(7));
			client.expectDisconnect(0x94);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 9 })
	void topicAliasOutsideOf1To8IsRefused(int alias) throws Exception {
		try (RawClient client = connect(5)) {
			client.publish("a", 0, 0, new byte[0], false, alias(alias));
			client.expectDisconnect(0x94);
		}
	}

	@Test
	void subscriptionIdentifiersAreNotSupported() throws Exception {
		try (RawClient client = connect(5)) {
			MqttProperties properties = new MqttProperties();
			properties.add(new IntegerProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER, 1));
			client.send(MqttMessageBuilders.subscribe()
				.messageId(1)
				.properties(properties)
				.addSubscription(MqttQoS.AT_LEAST_ONCE, "a")
				.build());
			assertThat(client.expectDisconnect(0xA1).getProperty(MqttProperties.REASON_STRING).value()).asString()
				.matches("DISCONNECT:Subscription identifiers are not supported:[0-9a-f-]{36}");
		}
	}

	@Test
	void publishWithASubscriptionIdentifierEndsTheConnection() throws Exception {
		MqttProperties properties = new MqttProperties();
		properties.add(new IntegerProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER, 1));
		expectProtocolError(properties, "PUBLISH of a client with a subscription identifier");
	}

	@ParameterizedTest
	@ValueSource(strings = { "answers/+", "#" })
	void publishWithAWildcardInTheResponseTopicEndsTheConnection(String topic) throws Exception {
		MqttProperties properties = new MqttProperties();
		properties.add(new StringProperty(MqttProperties.RESPONSE_TOPIC, topic));
		expectProtocolError(properties, "the response topic of a PUBLISH has a wildcard");
	}

	private static void expectProtocolError(MqttProperties properties, String rule) throws Exception {
		try (RawClient client = connect(5)) {
			client.publish("a", 1, 1, new byte[1], false, properties);
			client.expectDisconnect(0x82);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, "limits-" + (clients - 1)))
			.containsExactly("CLIENT_ERROR: 0x82, " + rule));
	}

	@Test
	void clientMayHave100MessagesWithoutPubAck() throws Exception {
		try (RawClient client = connect(5)) {
			publishWithoutPubAck(client, 100);
			client.expectNothingFromBroker();
		}
	}

	@Test
	void moreThan100MessagesWithoutPubAckAreRefused() throws Exception {
		try (RawClient client = connect(5)) {
			publishWithoutPubAck(client, 101);
			client.expectDisconnect(0x93);
		}
	}

	private static void publishWithoutPubAck(RawClient client, int messages) {
		endpoint.core().faults().neverPuback(true);
		for (int packetId = 1; packetId <= messages; packetId++) {
			client.publish("in-flight", 1, packetId, "x");
		}
	}

	@Test
	void multiLevelWildcardDoesNotMatchItsParent() throws Exception {
		try (RawClient client = connect(5)) {
			assertThat(client.subscribe(1, 0, "parent/#")).containsExactly(0);
			client.publish("parent", 0, 0, "parent");
			client.publish("parent/", 0, 0, "empty level");
			assertThat(client.expectMessage("parent/")).isEqualTo("empty level");
			client.publish("parent/b", 0, 0, "child");
			assertThat(client.expectMessage("parent/b")).isEqualTo("child");
			client.publish("parent/b/c", 0, 0, "grandchild");
			assertThat(client.expectMessage("parent/b/c")).isEqualTo("grandchild");
			client.send(MqttMessageBuilders.unsubscribe().messageId(2).addTopicFilter("parent/#").build());
			client.next();
			client.publish("parent/b", 0, 0, "child");
			client.expectNothingFromBroker();
		}
	}

	@Test
	void colonsInTopicsSurvive() throws Exception {
		try (RawClient client = connect(5)) {
			client.subscribe(1, 0, "urn::a:b/+");
			client.publish("urn::a:b/c::d", 0, 0, "x");
			assertThat(client.expectMessage("urn::a:b/c::d")).isEqualTo("x");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void retainedMessagesGoToExactFiltersOnly(int version) throws Exception {
		String topic = "retained-" + UUID.randomUUID();
		try (RawClient client = connect(version)) {
			client.publish(topic + "/x", 1, 1, "kept".getBytes(StandardCharsets.UTF_8), true,
					MqttProperties.NO_PROPERTIES);
			client.expectPubAck(1, 0);
			assertThat(client.subscribe(2, 0, topic + "/+")).containsExactly(0);
			client.expectNothingBefore(topic + "/y");
			client.sendSubscribe(3, 0, topic + "/x");
			// in any order, says MQTT
			assertThat(List.of(client.next().fixedHeader().messageType(), client.next().fixedHeader().messageType()))
				.containsExactlyInAnyOrder(MqttMessageType.SUBACK, MqttMessageType.PUBLISH);
		}
	}

	@Test
	void sharedSubscriptionDeliversOnce() throws Exception {
		try (RawClient one = connect(5); RawClient two = connect(5); RawClient publisher = connect(4)) {
			assertThat(one.subscribe(1, 0, "$share/my.group/jobs/#")).containsExactly(0);
			assertThat(two.subscribe(1, 0, "$share/my.group/jobs/#")).containsExactly(0);
			List<String> topics = List.of("jobs/1", "jobs/2", "jobs/3", "jobs/4");
			topics.forEach((topic) -> publisher.publish(topic, 0, 0, "x"));
			publisher.expectNothingButPong();
			int received = one.drain() + two.drain();
			while (received < topics.size()) {
				received += one.drain() + two.drain();
			}
			assertThat(received).isEqualTo(topics.size());
		}
	}

	@Test
	void packetsThatAClientMustNotSendEndTheConnection() throws Exception {
		try (RawClient client = connect(5)) {
			client.sendConnect("again", (connect) -> {
			});
			client.expectDisconnect(0x82);
		}
		try (RawClient client = connect(5)) {
			client.send(MqttMessageBuilders.auth().reasonCode((byte) 0x18).build());
			client.expectDisconnect(0x82);
		}
		await().untilAsserted(
				() -> assertThat(endpoint.details(Type.DISCONNECTED, "limits-" + (clients - 1))).singleElement()
					.asString()
					.startsWith("CLIENT_ERROR: 0x82, AUTH"));
	}

}
