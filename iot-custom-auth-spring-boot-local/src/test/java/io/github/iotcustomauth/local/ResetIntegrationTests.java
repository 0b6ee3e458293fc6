package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttQoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an endpoint has forgotten when it was reset.
 */
class ResetIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void retainedMessageIsForgotten(int qos) throws Exception {
		String topic = "retained/" + qos;
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("retaining");
			client.publish(topic, qos, 1, new byte[1], true, MqttProperties.NO_PROPERTIES);
			client.disconnect();
			awaitGone("retaining");
		}
		endpoint.core().reset();
		assertNothingIsRetained(topic);
	}

	@Test
	void retainedMessageOfAClientThatIsConnectedIsForgottenWhenItWasAcknowledged() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("staying");
			client.publish("retained/staying", 1, 1, new byte[1], true, MqttProperties.NO_PROPERTIES);
			client.expectPubAck(1, 0);
			endpoint.core().reset();
			assertNothingIsRetained("retained/staying");
			client.publish("retained/staying", 1, 2, new byte[1], true, MqttProperties.NO_PROPERTIES);
			client.expectPubAck(2, 0);
			client.sendSubscribe(3, 0, "retained/staying");
			// the broker does not promise their order
			assertThat(List.of(client.next().fixedHeader().messageType(), client.next().fixedHeader().messageType()))
				.containsExactlyInAnyOrder(MqttMessageType.SUBACK, MqttMessageType.PUBLISH);
		}
	}

	@Test
	void retainedWillIsForgotten() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("mortal",
					(connect) -> connect.willFlag(true)
						.willTopic("retained/will")
						.willMessage(new byte[1])
						.willQoS(MqttQoS.AT_LEAST_ONCE)
						.willRetain(true));
			endpoint.core().cutConnections();
			client.expectEnd();
		}
		awaitGone("mortal");
		endpoint.core().reset();
		assertNothingIsRetained("retained/will");
	}

	private static void assertNothingIsRetained(String topic) throws Exception {
		try (RawClient watcher = RawClient.tls(endpoint.port(), 5)) {
			watcher.connect("watcher");
			assertThat(watcher.subscribe(1, 1, topic)).containsExactly(1);
			watcher.expectNothingFromBroker();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void sessionOfAClientThatIsNotConnectedIsForgotten(int version) throws Exception {
		String clientId = "gone/" + version;
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			assertThat(isResumed(client, clientId)).isFalse();
			client.subscribe(1, 1, "session/" + version);
			client.disconnect();
			awaitGone(clientId);
		}
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			assertThat(isResumed(client, clientId)).isTrue();
			client.disconnect();
			awaitGone(clientId);
		}
		endpoint.core().reset();
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			assertThat(isResumed(client, clientId)).isFalse();
			client.publish("session/" + version, 1, 1, "x");
			client.expectPubAck(1, 0);
			client.expectNothingFromBroker();
			assertThat(client.subscribe(2, 1, "session/" + version)).containsExactly(1);
			client.expectNothingBefore("session/" + version);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void sessionOfAClientThatIsConnectedStays(int version) throws Exception {
		String clientId = "here/" + version;
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			isResumed(client, clientId);
			client.subscribe(1, 1, "here/t");
			endpoint.core().reset();
			client.expectNothingBefore("here/t");
			client.disconnect();
			awaitGone(clientId);
		}
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			assertThat(isResumed(client, clientId)).isTrue();
			client.expectNothingBefore("here/t");
		}
	}

	@Test
	void endpointThatIsClosedCanBeReset() {
		TestEndpoint closed = TestEndpoint.start();
		closed.close();
		closed.core().reset();
		assertThat(closed.core().getEvents()).isEmpty();
	}

	private static boolean isResumed(RawClient client, String clientId) throws Exception {
		MqttProperties properties = new MqttProperties();
		properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
		Consumer<ConnectBuilder> persistent = (connect) -> connect.cleanSession(false).properties(properties);
		return client.connect(clientId, persistent).variableHeader().isSessionPresent();
	}

	private static void awaitGone(String clientId) {
		assertThat(
				endpoint.core().await(Duration.ofSeconds(20), (core) -> !core.getConnectedClients().contains(clientId)))
			.isTrue();
	}

}
