package io.github.iotcustomauth.local;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that do not read, and packets as large as they may be.
 */
class FlowControlIntegrationTests {

	private static final int PINGS = 100_000;

	private static final int MAX_ROUNDS = 500;

	/** More than one window of what the broker has not come to. */
	private static final int MESSAGES = 5000;

	private static final int MAX_PACKET_BYTES = 1 << 20;

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start((settings) -> settings.disable(Limit.values()));

	@Test
	void clientThatDoesNotReadIsNotReadFrom() throws Exception {
		byte[] pings = new byte[2 * PINGS];
		for (int i = 0; i < pings.length; i += 2) {
			pings[i] = (byte) 0xC0;
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("deaf");
			client.setReading(false);
			int rounds = 0;
			while (client.sendWithin(Unpooled.wrappedBuffer(pings), 3000) && rounds < MAX_ROUNDS) {
				rounds++;
			}
			assertThat(rounds).isLessThan(MAX_ROUNDS);
			client.setReading(true);
			assertThat(client.answersPing()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void everyMessageOfABusyClientArrives(int version) throws Exception {
		try (RawClient publisher = RawClient.tls(endpoint.port(), version);
				RawClient subscriber = RawClient.tls(endpoint.port(), version)) {
			subscriber.connect("patient");
			subscriber.subscribe(1, 0, "busy");
			publisher.connect("busy");
			for (int i = 0; i < MESSAGES; i++) {
				publisher.publish("busy", 0, 0, new byte[1024], false, MqttProperties.NO_PROPERTIES);
			}
			publisher.publish("busy", 1, 1, "last");
			// what the gateway asks of its broker meanwhile is not for the client
			publisher.expectPubAck(1, 0);
			for (int i = 0; i < MESSAGES; i++) {
				assertThat(subscriber.expectMessage("busy")).hasSize(1024);
			}
			assertThat(subscriber.expectMessage("busy")).isEqualTo("last");
		}
	}

	@Test
	void largestPacketOfMqtt3ReachesASubscriberOfMqtt5() throws Exception {
		// each colon takes more at the broker
		String topic = ":".repeat(1000);
		// without the fixed header, the length of the topic and the packet id
		int payload = MAX_PACKET_BYTES - 4 - 2 - topic.length() - 2;
		try (RawClient publisher = RawClient.tls(endpoint.port(), 4);
				RawClient subscriber = RawClient.tls(endpoint.port(), 5)) {
			subscriber.connect("subscriber");
			subscriber.subscribe(1, 1, topic);
			publisher.connect("publisher");
			publisher.publish(topic, 1, 1, new byte[payload], false, MqttProperties.NO_PROPERTIES);
			publisher.expectPubAck(1, 0);
			assertThat(subscriber.expectMessage(topic)).hasSize(payload);
		}
	}

}
