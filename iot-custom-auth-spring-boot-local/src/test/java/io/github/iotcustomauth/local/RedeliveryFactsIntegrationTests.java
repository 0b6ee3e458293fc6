package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/local-endpoint-facts.md says about messages that are sent again.
 */
class RedeliveryFactsIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static Consumer<ConnectBuilder> persistent(int version) {
		return (connect) -> {
			connect.cleanSession(false);
			if (version == 5) {
				MqttProperties properties = new MqttProperties();
				properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
				connect.properties(properties);
			}
		};
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void messageThatIsSentAgainHasNoDuplicateFlag(int version) throws Exception {
		String name = "again-" + UUID.randomUUID();
		try (RawClient first = RawClient.tls(endpoint.port(), version);
				RawClient publisher = RawClient.tls(endpoint.port(), 5)) {
			first.connect(name, persistent(version));
			assertThat(first.subscribe(1, 1, name)).containsExactly(1);
			publisher.connect("publisher-" + name);
			publisher.publish(name, 1, 1, "x");
			publisher.expectPubAck(1, 0);
			// and does not acknowledge it
			assertThat(first.expectMessage(name)).isEqualTo("x");
		}
		try (RawClient second = RawClient.tls(endpoint.port(), version)) {
			second.connect(name, persistent(version));
			MqttPublishMessage again = (MqttPublishMessage) second.next();
			assertThat(again.variableHeader().topicName()).isEqualTo(name);
			assertThat(again.fixedHeader().isDup()).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void messageWithoutPubAckIsSentAgainAfter30Seconds(int version) throws Exception {
		// 30 seconds take 100 ms
		try (TestEndpoint fast = TestEndpoint.start((settings) -> settings.timeScale(300));
				RawClient client = RawClient.tls(fast.port(), version)) {
			client.connect("again");
			assertThat(client.subscribe(1, 1, "again")).containsExactly(1);
			long start = System.nanoTime();
			client.publish("again", 0, 0, "not QoS 1");
			client.publish("again", 1, 1, "x");
			assertThat(client.expectMessage("again")).isEqualTo("not QoS 1");
			int packetId = expectUnacknowledged(client);
			client.expectPubAck(1, 0);
			assertThat(expectUnacknowledged(client)).isEqualTo(packetId);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
			assertThat(expectUnacknowledged(client)).isEqualTo(packetId);
			client.send(MqttMessageBuilders.pubAck().packetId(packetId).build());
			client.drain();
			client.expectNothingButPong();
		}
	}

	private static int expectUnacknowledged(RawClient client) throws Exception {
		MqttPublishMessage message = (MqttPublishMessage) client.next();
		assertThat(message.payload().toString(StandardCharsets.UTF_8)).isEqualTo("x");
		assertThat(message.fixedHeader().isDup()).isFalse();
		return message.variableHeader().packetId();
	}

}
