package io.github.iotcustomauth.local;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How AWS IoT Core reacts to what the policy denies, for both protocol versions.
 */
class PolicyIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static RawClient connect(int version, String clientId) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), version);
		client.connect(clientId);
		return client;
	}

	@Test
	void deniedSubscribeOfMqtt5IsAnswered() throws Exception {
		endpoint.deny("iot:Subscribe", "topicfilter/a/+");
		try (RawClient client = connect(5, "sub5")) {
			assertThat(client.subscribe(1, 1, "a/+")).containsExactly(0x87);
			client.expectNothingButPong();
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.DENIED, "sub5"))
			.containsExactly("0x87, the policy does not allow iot:Subscribe on topicfilter/a/+"));
	}

	@Test
	void answersOfGatewayAndBrokerAreMerged() throws Exception {
		endpoint.deny("iot:Subscribe", "topicfilter/b");
		try (RawClient client = connect(5, "merge")) {
			assertThat(client.subscribe(7, 1, "a", "b", "c", "d/#/e")).containsExactly(1, 0x87, 1, 0x8F);
			assertThat(client.subscribe(8, 0, "a", "e")).containsExactly(0, 0);
			client.publish("c", 0, 0, "hello");
			assertThat(client.expectMessage("c")).isEqualTo("hello");
		}
		await().untilAsserted(
				() -> assertThat(endpoint.details(Type.SUBSCRIBED, "merge")).containsExactly("a", "c", "a", "e"));
	}

	@Test
	void deniedSubscribeEndsMqtt3WithoutSubAck() throws Exception {
		expectSubscribeEndsMqtt3("sub3", "b");
	}

	@Test
	void subscribeWithOneDeniedFilterEndsMqtt3() throws Exception {
		expectSubscribeEndsMqtt3("some3", "a", "b");
	}

	private static void expectSubscribeEndsMqtt3(String clientId, String... filters) throws Exception {
		endpoint.deny("iot:Subscribe", "topicfilter/b");
		try (RawClient client = connect(4, clientId)) {
			client.sendSubscribe(1, 1, filters);
			client.expectEnd();
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, clientId)).singleElement()
			.asString()
			.startsWith("AUTH_ERROR"));
	}

	@Test
	void publishNeedsIotPublish() throws Exception {
		endpoint.deny("iot:Publish", "topic/a");
		expectDeniedOnAAlone("publish", false);
	}

	@Test
	void retainedPublishNeedsIotRetainPublishBesides() throws Exception {
		endpoint.deny("iot:RetainPublish", "topic/a");
		expectDeniedOnAAlone("retain", true);
	}

	private static void expectDeniedOnAAlone(String clientId, boolean retained) throws Exception {
		try (RawClient client = connect(5, clientId)) {
			client.publish("a", 1, 9, new byte[1], retained, MqttProperties.NO_PROPERTIES);
			client.expectPubAck(9, 0x87);
			client.publish("b", 1, 10, new byte[1], retained, MqttProperties.NO_PROPERTIES);
			client.expectPubAck(10, 0);
		}
	}

	@Test
	void deniedPublishOfMqtt5WithQos1IsAnswered() throws Exception {
		endpoint.deny("iot:Publish", "topic/a");
		try (RawClient client = connect(5, "pub5")) {
			client.publish("a", 1, 9, "x");
			client.expectPubAck(9, 0x87);
			client.expectNothingButPong();
		}
	}

	@Test
	void retainPublishIsNotNeededWithoutRetain() throws Exception {
		endpoint.deny("iot:RetainPublish", "topic/a");
		try (RawClient client = connect(5, "noretain")) {
			client.publish("a", 1, 9, "x");
			client.expectPubAck(9, 0);
		}
	}

	@Test
	void deniedPublishOfMqtt5WithQos0Disconnects() throws Exception {
		endpoint.deny("iot:Publish", "topic/a");
		try (RawClient client = connect(5, "pub5q0")) {
			client.publish("a", 0, 0, "x");
			MqttProperties properties = client.expectDisconnect(0x87);
			assertThat(((StringProperty) properties.getProperty(MqttProperties.REASON_STRING)).value())
				.matches("DISCONNECT:Client is not authenticated/authorized to send the message:[0-9a-f-]{36}");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void deniedPublishEndsMqtt3(int qos) throws Exception {
		endpoint.deny("iot:Publish", "topic/a");
		try (RawClient client = connect(4, "pub3")) {
			client.publish("a", qos, qos, "x");
			client.expectEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void deniedReceiveIsSilentAndDoesNotBlock(int version) throws Exception {
		endpoint.deny("iot:Receive", "topic/in/secret");
		try (RawClient client = connect(version, "receive" + version)) {
			assertThat(client.subscribe(1, 1, "in/+")).containsExactly(1);
			// more than the receive maximum, none of them acknowledged by the client
			for (int packetId = 1; packetId <= 150; packetId++) {
				client.publish("in/secret", 1, packetId, "x");
				client.expectPubAck(packetId, 0);
			}
			client.publish("in/open", 0, 0, "y");
			assertThat(client.expectMessage("in/open")).isEqualTo("y");
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.DENIED, "receive" + version)).hasSize(150)
			.containsOnly("the policy does not allow iot:Receive on topic/in/secret"));
	}

}
