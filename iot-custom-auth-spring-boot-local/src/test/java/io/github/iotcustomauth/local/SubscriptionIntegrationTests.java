package io.github.iotcustomauth.local;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint does about subscriptions, beyond the limits of AWS.
 */
class SubscriptionIntegrationTests {

	private static final int UNSUBACK = MqttMessageType.UNSUBACK.value();

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static RawClient connect(int version, String clientId) throws Exception {
		RawClient client = RawClient.tls(endpoint.port(), version);
		client.connect(clientId);
		return client;
	}

	private static MqttMessage unsubscribe(int packetId, String filter) {
		return MqttMessageBuilders.unsubscribe().messageId(packetId).addTopicFilter(filter).build();
	}

	private static MqttMessage subscribeNoLocal(int packetId, String filter) {
		return MqttMessageBuilders.subscribe()
			.messageId(packetId)
			.addSubscription(filter,
					new MqttSubscriptionOption(MqttQoS.AT_LEAST_ONCE, true, false,
							MqttSubscriptionOption.RetainedHandlingPolicy.SEND_AT_SUBSCRIBE))
			.build();
	}

	@Test
	void unsubscribeRightAfterSubscribeIsAnswered() throws Exception {
		try (RawClient client = connect(5, "hasty")) {
			client.publish("hasty/t", 0, 0, "x".getBytes(), true, MqttProperties.NO_PROPERTIES);
			for (int i = 0; i < 300; i++) {
				client.sendSubscribe(1, 0, "hasty/t");
				client.send(unsubscribe(2, "hasty/t"));
				assertThat(IntStream.generate(() -> type(client)).takeWhile((type) -> type != UNSUBACK).toArray())
					.contains(MqttMessageType.SUBACK.value());
			}
		}
	}

	private static int type(RawClient client) {
		try {
			return client.next().fixedHeader().messageType().value();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void packetsAboutSubscriptionsTakeEffectInTheirOrder() throws Exception {
		try (RawClient client = connect(5, "ordered")) {
			client.sendSubscribe(1, 1, "ordered/a");
			client.send(unsubscribe(2, "ordered/a"));
			client.sendSubscribe(3, 1, "ordered/b");
			client.send(unsubscribe(4, "ordered/b"));
			client.sendSubscribe(5, 1, "ordered/a");
			assertThat(List.of(type(client), type(client), type(client), type(client), type(client))).containsExactly(
					MqttMessageType.SUBACK.value(), UNSUBACK, MqttMessageType.SUBACK.value(), UNSUBACK,
					MqttMessageType.SUBACK.value());
			client.publish("ordered/b", 0, 0, "not subscribed");
			client.publish("ordered/a", 0, 0, "subscribed");
			assertThat(client.expectMessage("ordered/a")).isEqualTo("subscribed");
			client.expectNothingButPong();
		}
	}

	@Test
	void messageBehindAnUnsubscribeDoesNotOvertakeIt() throws Exception {
		try (RawClient client = connect(5, "overtaking")) {
			assertThat(client.subscribe(1, 0, "overtaking/b")).containsExactly(0);
			client.sendSubscribe(2, 0, "overtaking/a");
			client.send(unsubscribe(3, "overtaking/b"));
			client.publish("overtaking/b", 0, 0, "too late");
			client.sendSubscribe(4, 0, "overtaking/c");
			client.publish("overtaking/c", 0, 0, "in time");
			assertThat(List.of(type(client), type(client), type(client)))
				.containsExactly(MqttMessageType.SUBACK.value(), UNSUBACK, MqttMessageType.SUBACK.value());
			assertThat(client.expectMessage("overtaking/c")).isEqualTo("in time");
		}
	}

	@Test
	void unsubscribeBeforeADisconnectTakesEffect() throws Exception {
		String clientId = "leaving-" + UUID.randomUUID();
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect(clientId, (connect) -> connect.cleanSession(false));
			assertThat(client.subscribe(1, 1, "leaving/b")).containsExactly(1);
			client.sendSubscribe(2, 1, "leaving/a");
			client.send(unsubscribe(3, "leaving/b"));
			client.disconnect();
			client.expectEndAtLast();
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect(clientId, (connect) -> connect.cleanSession(false));
			client.publish("leaving/b", 0, 0, "not subscribed");
			client.publish("leaving/a", 0, 0, "subscribed");
			assertThat(client.expectMessage("leaving/a")).isEqualTo("subscribed");
		}
	}

	@Test
	void packetsBehindTheOneThatEndsTheConnectionAreIgnored() throws Exception {
		String clientId = "ending-" + UUID.randomUUID();
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect(clientId, (connect) -> connect.cleanSession(false));
			client.sendSubscribe(1, 1, "ending/a");
			client.send(unsubscribe(2, "ending/#/invalid"));
			client.sendSubscribe(3, 1, "ending/c");
			client.expectEndAtLast();
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect(clientId, (connect) -> connect.cleanSession(false));
			client.send(unsubscribe(2, "ending/c"));
			assertThat(type(client)).isEqualTo(UNSUBACK);
			assertThat(endpoint.details(Type.UNSUBSCRIBED, clientId)).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "4,alone,$share/g/alone", "5,$share/g/group,group", "5,$share/g1/groups,$share/g2/groups" })
	void filterAloneAndInGroupsIsSeveralSubscriptions(int version, String first, String second) throws Exception {
		String topic = first.substring(first.lastIndexOf('/') + 1);
		try (RawClient client = connect(version, "several")) {
			assertThat(client.subscribe(1, 0, first)).containsExactly(0);
			assertThat(client.subscribe(2, 0, second)).containsExactly(0);
			client.publish(topic, 0, 0, "x");
			assertThat(client.expectMessage(topic)).isEqualTo("x");
			assertThat(client.expectMessage(topic)).isEqualTo("x");
			client.send(unsubscribe(3, first));
			assertThat(type(client)).isEqualTo(UNSUBACK);
			client.publish(topic, 0, 0, "y");
			assertThat(client.expectMessage(topic)).isEqualTo("y");
			client.expectNothingButPong();
		}
	}

	@Test
	void noLocalIsIgnored() throws Exception {
		try (RawClient client = connect(5, "local")) {
			client.send(subscribeNoLocal(1, "chat/+"));
			assertThat(((MqttSubAckMessage) client.next()).payload().reasonCodes()).containsExactly(1);
			client.publish("chat/a", 0, 0, "mine");
			assertThat(client.expectMessage("chat/a")).isEqualTo("mine");
		}
	}

	@Test
	void noLocalIsNotForSharedSubscriptions() throws Exception {
		try (RawClient client = connect(5, "shared-no-local")) {
			client.send(subscribeNoLocal(1, "$share/g/chat"));
			client.expectDisconnect(0x82);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x82, 0xA2 })
	void packetWithoutAFilterEndsTheConnection(int firstByte) throws Exception {
		try (RawClient client = connect(5, "without-a-filter")) {
			client.sendBytes(firstByte, 3, 0, 1, 0);
			client.expectDisconnect(0x82);
		}
	}

	@Test
	void refusedPacketLeavesNoSubscription() throws Exception {
		String clientId = "refused-" + UUID.randomUUID();
		Consumer<ConnectBuilder> persistent = (connect) -> connect.cleanSession(false);
		endpoint.deny("iot:Subscribe", "topicfilter/forbidden");
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect(clientId, persistent);
			client.sendSubscribe(1, 1, "allowed", "forbidden");
			client.expectEnd();
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect(clientId, persistent);
			client.send(unsubscribe(2, "allowed"));
			assertThat(type(client)).isEqualTo(UNSUBACK);
			assertThat(endpoint.details(Type.UNSUBSCRIBED, clientId)).isEmpty();
		}
	}

}
