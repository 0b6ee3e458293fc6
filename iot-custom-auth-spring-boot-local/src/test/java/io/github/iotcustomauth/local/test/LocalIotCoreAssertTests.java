package io.github.iotcustomauth.local.test;

import java.time.Duration;

import io.github.iotcustomauth.local.MqttTestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link LocalIotCoreAssert} says when an assertion fails.
 */
class LocalIotCoreAssertTests {

	@RegisterExtension
	static final LocalIotCoreExtension iot = new LocalIotCoreExtension("limits.connect-rate=false");

	@Test
	void tellsWhichTopicsHadMessages() throws Exception {
		publish("a", "a/t", "one");
		assertFails(() -> now().hasReceivedMessage("a/u"), "Expected 1 message(s) on 'a/u', but there was none", "a/t");
		assertFails(() -> now().hasReceivedMessages("a/t", 2), "Expected 2 message(s) on 'a/t'", "there were 1: [one]");
		assertFails(() -> now().hasReceivedMessage("a/t", "two"), "Expected a message 'two' on 'a/t'", "[one]");
	}

	@Test
	void shortensLongPayloads() throws Exception {
		publish("b", "b/t", "x".repeat(1000));
		assertFails(() -> now().hasReceivedMessage("b/t", "y"), "x".repeat(200) + "…]");
	}

	@Test
	void tellsWhatHappenedToAClient() throws Exception {
		try (MqttTestClient client = new MqttTestClient(iot.access(), "c", "wrong")) {
			LocalIotCoreAssert.assertThat(iot.endpoint()).hasRefused("c");
		}
		assertFails(() -> now().hasConnectedClient("c"), "Expected client 'c' to be connected, but connected are []",
				"REFUSED");
		assertFails(() -> now().hasRefused("d"), "Expected client 'd' to be refused; its events: []");
	}

	@Test
	void tellsThatAClientIsConnected() throws Exception {
		try (MqttTestClient client = new MqttTestClient(iot.access(), "e")) {
			LocalIotCoreAssert.assertThat(iot.endpoint()).hasConnectedClient("e");
			assertFails(() -> now().hasNoConnectedClient("e"), "Expected client 'e' not to be connected");
		}
	}

	@Test
	void tellsTheLastEventsWithoutMessages() throws Exception {
		for (int i = 0; i < 11; i++) {
			try (MqttTestClient client = new MqttTestClient(iot.access(), "f")) {
				client.publish("f/t", "x");
			}
			LocalIotCoreAssert.assertThat(iot.endpoint()).hasNoConnectedClient("f");
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> now().hasRefused("f"))
			.withMessageNotContaining("PUBLISHED")
			.satisfies((error) -> assertThat(error.getMessage().split("CONNECTED MQTT 5", -1)).hasSize(11));
	}

	private static LocalIotCoreAssert now() {
		return LocalIotCoreAssert.assertThat(iot.endpoint()).within(Duration.ZERO);
	}

	private static void publish(String clientId, String topic, String payload) throws Exception {
		try (MqttTestClient client = new MqttTestClient(iot.access(), clientId)) {
			client.publish(topic, payload);
		}
	}

	private static void assertFails(Runnable assertion, String... parts) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion::run).withMessageContainingAll(parts);
	}

}
