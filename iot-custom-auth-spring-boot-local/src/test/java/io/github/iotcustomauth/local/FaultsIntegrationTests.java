package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Faults that a test can ask for.
 */
class FaultsIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static Faults faults() {
		return endpoint.core().faults();
	}

	private static int code(MqttConnAckMessage connAck) {
		return connAck.variableHeader().connectReturnCode().byteValue() & 0xFF;
	}

	@Test
	void connectsAreRefusedUntilTheyAreAcceptedAgain() throws Exception {
		faults().refuseConnects(0x88);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(code(client.connect("unwanted"))).isEqualTo(0x88);
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.sendConnect("unwanted", (connect) -> {
			});
			client.expectEnd();
		}
		faults().acceptConnects();
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(code(client.connect("unwanted"))).isZero();
		}
		assertThat(endpoint.core().getConnectAttempts("unwanted")).hasSize(3).isSorted();
		assertThat(endpoint.attempts()).hasSize(1);
	}

	@Test
	void oneClientIsRefusedAndOthersAreNot() throws Exception {
		faults().refuseConnects("outcast", 0x89);
		try (RawClient client = RawClient.tls(endpoint.port(), 5);
				RawClient other = RawClient.tls(endpoint.port(), 5)) {
			assertThat(code(client.connect("outcast"))).isEqualTo(0x89);
			assertThat(code(other.connect("other"))).isZero();
		}
		faults().acceptConnects("outcast");
		assertCode("outcast", 0);
		faults().refuseConnects("outcast", 0x89);
		faults().acceptConnects();
		assertCode("outcast", 0);
	}

	@Test
	void clientIsRefusedWithItsOwnCodeOrThatOfAll() throws Exception {
		faults().refuseConnects(0x88);
		faults().refuseConnects("outcast", 0x89);
		assertCode("outcast", 0x89);
		faults().acceptConnects("outcast");
		assertCode("outcast", 0x88);
	}

	private static void assertCode(String clientId, int code) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(code(client.connect(clientId))).isEqualTo(code);
		}
	}

	@Test
	void codesThatMqttDoesNotKnowAreRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> faults().refuseConnects(0));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().refuseConnects(0xEE));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().refuseConnects("a", 0));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().puback(0x8F));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().suback(0x00, 0x02));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().subackNext());
		assertThatIllegalArgumentException().isThrownBy(() -> endpoint.core().disconnectClient("a", 0x04))
			.withMessage("'reasonCode' must be one that MQTT 5 has for DISCONNECT, not 0x04");
	}

	@Test
	void valuesOutOfTheirRangeAreRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> faults().connack(ConnackProperty.RECEIVE_MAXIMUM, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().connack(ConnackProperty.MAXIMUM_QOS, 2));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().limitBandwidth(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().delayNetwork(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().delayPuback(Duration.ofDays(2)));
	}

	@Test
	void publishThatIgnoresTheConnAckEndsTheConnection() throws Exception {
		MqttProperties alias = new MqttProperties();
		alias.add(new IntegerProperty(MqttProperties.TOPIC_ALIAS, 2));
		byte[] payload = new byte[100];
		assertIgnored(ConnackProperty.MAXIMUM_QOS, 0, 0x9B, (client) -> client.publish("a", 1, 1, "x"));
		assertIgnored(ConnackProperty.RETAIN_AVAILABLE, 0, 0x9A,
				(client) -> client.publish("a", 0, 0, payload, true, MqttProperties.NO_PROPERTIES));
		assertIgnored(ConnackProperty.TOPIC_ALIAS_MAXIMUM, 1, 0x94,
				(client) -> client.publish("a", 0, 0, payload, false, alias));
		assertIgnored(ConnackProperty.MAXIMUM_PACKET_SIZE, 100, 0x97,
				(client) -> client.publish("a", 0, 0, payload, false, MqttProperties.NO_PROPERTIES));
		assertIgnored(ConnackProperty.RECEIVE_MAXIMUM, 1, 0x93, (client) -> {
			faults().neverPuback(true);
			client.publish("a", 1, 1, "x");
			client.publish("a", 1, 2, "y");
		});
		assertIgnored(ConnackProperty.SERVER_KEEP_ALIVE, 1, 0x8D, (client) -> {
		});
	}

	private static void assertIgnored(ConnackProperty property, long value, int code, Consumer<RawClient> action)
			throws Exception {
		faults().reset();
		faults().connack(property, value);
		try (RawClient client = RawClient.tls(endpoint.port(), 5); RawClient old = RawClient.tls(endpoint.port(), 4)) {
			client.connect("ignores");
			old.connect("ignores-nothing");
			action.accept(client);
			client.expectDisconnect(code);
			old.expectNothingButPong();
		}
	}

	@Test
	void sessionLastsAsLongAsTheConnAckSays() throws Exception {
		faults().connack(ConnackProperty.SESSION_EXPIRY_INTERVAL, 60);
		for (boolean resumed : new boolean[] { false, true }) {
			try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
				assertThat(client.connect("kept", (connect) -> connect.cleanSession(false))
					.variableHeader()
					.isSessionPresent()).isEqualTo(resumed);
			}
			assertThat(endpoint.core().await(Duration.ofSeconds(10), (core) -> core.getConnectedClients().isEmpty()))
				.isTrue();
		}
	}

	@Test
	void scriptedGrantDoesNotOpenWhatThePolicyRefuses() throws Exception {
		endpoint.deny("iot:Subscribe", "topicfilter/secret");
		faults().suback(0x01);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("curious");
			assertThat(client.subscribe(1, 0, "secret", "public")).containsExactly(0x87, 0x01);
		}
	}

	@Test
	void subAckOfMqtt3Has0x80ForEachFailure() throws Exception {
		faults().subackNext(0x97, 0x00);
		faults().subackNext(0x8F);
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("old");
			assertThat(client.subscribe(1, 1, "a", "b")).containsExactly(0x80, 0x00);
			assertThat(client.subscribe(2, 1, "a")).containsExactly(0x80);
			assertThat(client.subscribe(3, 1, "a")).containsExactly(0x01);
		}
	}

	@Test
	void discardedMessageMayGetNoPubAck() throws Exception {
		faults().puback(0x97);
		faults().neverPuback(true);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("discarded");
			client.subscribe(1, 1, "a");
			client.publish("a", 1, 1, "x");
			client.expectNothingButPong();
		}
	}

	@Test
	void redeliveredMessageMayGetAnotherPacketIdentifier() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("renumbered");
			client.subscribe(1, 1, "a");
			client.publish("a", 1, 1, "x");
			MqttPublishMessage first = (MqttPublishMessage) client.next();
			client.expectPubAck(1, 0);
			faults().redeliver("renumbered");
			MqttPublishMessage second = (MqttPublishMessage) client.next();
			faults().renumberRedelivered(true);
			faults().redeliver("renumbered");
			MqttPublishMessage third = (MqttPublishMessage) client.next();
			assertThat(second.variableHeader().packetId()).isEqualTo(first.variableHeader().packetId());
			assertThat(third.variableHeader().packetId()).isNotEqualTo(first.variableHeader().packetId());
			assertThat(third.fixedHeader().isDup()).isFalse();
			faults().redeliver("somebody else");
			client.expectNothingButPong();
		}
	}

	@Test
	void connAckIsNeverSent() throws Exception {
		faults().neverConnack(true);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("silence", (connect) -> {
			});
			await().until(() -> !endpoint.core().getConnectAttempts("silence").isEmpty());
			// returns when the event loop has done with the CONNECT
			endpoint.core().disconnectClient("nobody", 0x98);
			faults().reset();
			assertCode("answered", 0);
			client.expectNothingSoFar();
			assertThat(endpoint.details(Type.CONNECTED, "silence")).isEmpty();
		}
	}

	@Test
	void upgradeIsNeverAnswered() throws Exception {
		faults().neverUpgrade(true);
		try (RawClient silent = RawClient.upgrading(endpoint.port(), 5)) {
			// later, on the same event loops
			assertCode("over-tls", 0);
			faults().reset();
			try (RawClient answered = RawClient.webSocket(endpoint.port(), 5)) {
				assertThat(code(answered.connect("answered"))).isZero();
			}
			silent.expectNothingSoFar();
		}
	}

	@Test
	void pubAckCarriesTheScriptedCodeAndNothingIsDelivered() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5);
				RawClient watcher = RawClient.tls(endpoint.port(), 5)) {
			client.connect("scripted");
			watcher.connect("watcher");
			watcher.subscribe(1, 1, "a");
			faults().puback(0x97);
			client.publish("a", 1, 1, "x");
			client.expectPubAck(1, 0x97);
			faults().reset();
			client.publish("a", 1, 2, "y");
			client.expectPubAck(2, 0);
			assertThat(watcher.expectMessage("a")).isEqualTo("y");
		}
	}

	@Test
	void pubAckIsWithheldButTheMessageDelivered() throws Exception {
		faults().neverPuback(true);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("withheld");
			client.subscribe(1, 0, "a");
			client.publish("a", 1, 1, "x");
			assertThat(client.expectMessage("a")).isEqualTo("x");
			client.expectNothingButPong();
		}
	}

}
