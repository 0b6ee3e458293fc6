package io.github.iotcustomauth.local;

import java.util.UUID;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of more messages than the endpoint keeps.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemoryBoundsIntegrationTests {

	private static final int KEPT = 10_000;

	private static final int TOO_MANY = 50;

	private static final int RETAINED = 5000;

	@Test
	void sessionThatIsFullDropsNewMessagesAndTheLogSaysSo(CapturedOutput output) throws Exception {
		String clientId = "hoarder-" + UUID.randomUUID();
		try (TestEndpoint endpoint = TestEndpoint.start()) {
			try (RawClient hoarder = keepSession(endpoint, clientId)) {
				hoarder.subscribe(1, 1, "hoard/t");
			}
			try (RawClient publisher = RawClient.tls(endpoint.port(), 4)) {
				publisher.connect("publisher");
				for (int i = 1; i <= KEPT + TOO_MANY; i++) {
					publisher.publish("hoard/t", 1, i, String.valueOf(i));
				}
				for (int i = 1; i <= KEPT + TOO_MANY; i++) {
					publisher.expectPubAck(i, 0);
				}
			}
			await().untilAsserted(() -> assertThat(output).containsOnlyOnce("new ones are dropped"));
			try (RawClient hoarder = keepSession(endpoint, clientId)) {
				assertThat(hoarder.expectMessage("hoard/t")).isEqualTo("1");
			}
		}
	}

	@Test
	void messagesOfTooManyTopicsAreNotRetainedAndTheLogSaysSo(CapturedOutput output) throws Exception {
		try (TestEndpoint endpoint = TestEndpoint.start();
				RawClient publisher = RawClient.tls(endpoint.port(), 5);
				RawClient subscriber = RawClient.tls(endpoint.port(), 5)) {
			publisher.connect("publisher");
			for (int i = 0; i < RETAINED; i++) {
				publisher.publish("kept/" + i, 0, 0, new byte[1], true, MqttProperties.NO_PROPERTIES);
			}
			publisher.publish("kept/last", 1, 1, new byte[1], true, MqttProperties.NO_PROPERTIES);
			publisher.expectPubAck(1, 0);
			await().untilAsserted(() -> assertThat(output).containsOnlyOnce("those of other topics are not retained"));
			subscriber.connect("subscriber");
			subscriber.subscribe(1, 0, "kept/last");
			subscriber.expectNothingButPong();
			subscriber.subscribe(2, 0, "kept/0");
			subscriber.expectMessage("kept/0");
		}
	}

	private static RawClient keepSession(TestEndpoint endpoint, String clientId) throws Exception {
		MqttProperties properties = new MqttProperties();
		properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
		RawClient client = RawClient.tls(endpoint.port(), 5);
		client.connect(clientId, (connect) -> connect.cleanSession(false).properties(properties));
		return client;
	}

}
