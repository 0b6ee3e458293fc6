package io.github.iotcustomauth.local;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An endpoint without the limits of AWS IoT Core. That it keeps them otherwise is the
 * subject of {@link LimitsIntegrationTests}.
 */
class DisabledLimitsIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start((settings) -> settings.disable(Limit.values()));

	private static RawClient connect(String clientId) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), 5);
		assertThat(client.connect(clientId).variableHeader().connectReturnCode())
			.isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
		return client;
	}

	@Test
	void connAckSaysSo() throws Exception {
		Set<Limit> off = EnumSet.complementOf(EnumSet.of(Limit.CONNACK));
		try (TestEndpoint telling = TestEndpoint.start((settings) -> settings.disable(off.toArray(Limit[]::new)));
				RawClient client = RawClient.tls(telling.port(), 5)) {
			client.sendConnect("free", (connect) -> connect.keepAlive(5));
			MqttProperties properties = ((MqttConnAckMessage) client.next()).variableHeader().properties();
			assertThat(properties.getProperty(MqttProperties.SERVER_KEEP_ALIVE)).isNull();
			assertThat(properties.getProperty(MqttProperties.RECEIVE_MAXIMUM).value()).isEqualTo(65_535);
			assertThat(properties.getProperty(MqttProperties.MAXIMUM_PACKET_SIZE).value()).isEqualTo(1 << 20);
		}
	}

	@Test
	void connAckTellsOnlyWhatAClientHasToKnow() throws Exception {
		MqttProperties asked = new MqttProperties();
		asked.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 7200));
		try (TestEndpoint silent = TestEndpoint.start((settings) -> settings.disable(Limit.CONNACK));
				RawClient client = RawClient.tls(silent.port(), 5)) {
			MqttProperties told = client.connect("", (connect) -> connect.keepAlive(5).properties(asked))
				.variableHeader()
				.properties();
			assertThat(told.listAll()).extracting((property) -> property.propertyId())
				.containsExactlyInAnyOrder(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER,
						MqttProperties.SESSION_EXPIRY_INTERVAL, MqttProperties.SERVER_KEEP_ALIVE);
			client.publish("a", 2, 1, "x");
			client.expectDisconnect(0x9B);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void clientDoesNotTakeThePlaceOfAnother(int version) throws Exception {
		String clientId = "only-" + version;
		try (RawClient first = connect(clientId)) {
			try (RawClient second = RawClient.tls(endpoint.port(), version)) {
				second.sendConnect(clientId, (connect) -> {
				});
				if (version == 5) {
					MqttConnAckMessage connAck = (MqttConnAckMessage) second.next();
					assertThat(connAck.variableHeader().connectReturnCode().byteValue()).isEqualTo((byte) 0x85);
				}
				second.expectEnd();
			}
			await().untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, clientId)).singleElement()
				.asString()
				.endsWith("another client is connected with this client id; see limits.take-over: false"));
			first.expectNothingButPong();
			first.disconnect();
			first.expectEnd();
		}
		try (RawClient third = connect(clientId)) {
			third.expectNothingButPong();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 7200, -1 })
	void sessionMayBeKeptForLongerThanAnHour(int seconds) throws Exception {
		MqttProperties asked = new MqttProperties();
		asked.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, seconds));
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			MqttProperties told = client.connect("kept", (connect) -> connect.properties(asked))
				.variableHeader()
				.properties();
			assertThat(told.getProperty(MqttProperties.SESSION_EXPIRY_INTERVAL)).isNull();
		}
	}

	@Test
	void clientMayComeBackAtOnce() throws Exception {
		for (int i = 0; i < 3; i++) {
			connect("quick").close();
		}
	}

	@Test
	void payloadMayBeLarge() throws Exception {
		try (RawClient client = connect("large")) {
			client.publish("a", 1, 1, new byte[500_000], false, MqttProperties.NO_PROPERTIES);
			client.expectPubAck(1, 0);
		}
	}

	@Test
	void propertiesMayBeLarge() throws Exception {
		MqttProperties properties = new MqttProperties();
		properties.add(new StringProperty(MqttProperties.CONTENT_TYPE, "x".repeat(300)));
		properties.add(new BinaryProperty(MqttProperties.CORRELATION_DATA, new byte[10_000]));
		try (RawClient client = connect("large-properties")) {
			client.publish("a", 1, 1, new byte[1], false, properties);
			client.expectPubAck(1, 0);
		}
	}

	@Test
	void packetMayHave1MiBAtMost() throws Exception {
		try (RawClient client = connect("too-large")) {
			client.publish("a", 1, 1, new byte[1 << 20], false, MqttProperties.NO_PROPERTIES);
			client.expectDisconnect(0x97);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, "too-large"))
			.containsExactly("CLIENT_ERROR: 0x97, the packet is larger than 1048576 bytes"));
	}

	@Test
	void topicMayBeLongAndDeep() throws Exception {
		String topic = "level/".repeat(100) + "end";
		try (RawClient client = connect("deep")) {
			assertThat(client.subscribe(1, 0, topic)).containsExactly(0);
			client.publish(topic, 0, 0, "x");
			assertThat(client.expectMessage(topic)).isEqualTo("x");
		}
	}

	@Test
	void manySubscriptionsInOnePacket() throws Exception {
		try (RawClient client = connect("many")) {
			String[] filters = IntStream.range(0, 120).mapToObj((i) -> "many/" + i).toArray(String[]::new);
			assertThat(client.subscribe(1, 1, filters)).hasSize(120).containsOnly(1);
		}
	}

	@Test
	void manyMessagesMayWaitForTheirPubAck() throws Exception {
		endpoint.core().faults().neverPuback(true);
		try (RawClient client = connect("eager")) {
			for (int i = 1; i <= 300; i++) {
				client.publish("in-flight", 1, i, "x");
			}
			client.expectNothingFromBroker();
		}
	}

	@Test
	void clientOfMqtt3GetsManyMessagesBeforeItAcknowledgesThem() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 4); RawClient publisher = connect("busy")) {
			client.connect("patient");
			client.subscribe(1, 1, "patient");
			for (int i = 1; i <= 150; i++) {
				publisher.publish("patient", 1, i, "x");
				publisher.expectPubAck(i, 0);
			}
			for (int i = 1; i <= 150; i++) {
				assertThat(client.expectMessage("patient")).isEqualTo("x");
			}
		}
	}

}
