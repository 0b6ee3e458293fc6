package io.github.iotcustomauth.local;

import java.time.Duration;

import io.github.iotcustomauth.local.MessageProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * MQTT 5 properties of the messages that an endpoint received.
 */
class MessagePropertiesIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	@Test
	void testSeesWhatTheClientSent() throws Exception {
		MqttProperties sent = new MqttProperties();
		sent.add(new StringProperty(MqttProperties.CONTENT_TYPE, "text/plain"));
		sent.add(new StringProperty(MqttProperties.RESPONSE_TOPIC, "answer"));
		sent.add(new BinaryProperty(MqttProperties.CORRELATION_DATA, new byte[] { 1, 2 }));
		sent.add(new IntegerProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL, -1));
		sent.add(new IntegerProperty(MqttProperties.PAYLOAD_FORMAT_INDICATOR, 1));
		UserProperties user = new UserProperties();
		user.add("key", "b");
		user.add("key", "a");
		sent.add(user);
		MessageProperties seen = publish("sent", 5, sent);
		assertThat(seen.contentType()).isEqualTo("text/plain");
		assertThat(seen.responseTopic()).isEqualTo("answer");
		assertThat(seen.correlationData()).containsExactly(1, 2);
		assertThat(seen.expiry()).isEqualTo(Duration.ofSeconds(0xFFFF_FFFFL));
		assertThat(seen.isUtf8()).isTrue();
		assertThat(seen.userProperties()).containsExactly(new UserProperty("key", "b"), new UserProperty("key", "a"));
		byte[] copy = seen.correlationData();
		assertThat(copy).isNotNull();
		copy[0] = 9;
		assertThat(seen.correlationData()).containsExactly(1, 2);
	}

	@Test
	void messageNeedsNoProperties() throws Exception {
		for (int version : new int[] { 4, 5 }) {
			MessageProperties seen = publish("none/" + version, version, MqttProperties.NO_PROPERTIES);
			assertThat(seen.contentType()).isNull();
			assertThat(seen.responseTopic()).isNull();
			assertThat(seen.correlationData()).isNull();
			assertThat(seen.expiry()).isNull();
			assertThat(seen.isUtf8()).isFalse();
			assertThat(seen.userProperties()).isEmpty();
		}
	}

	@Test
	void smallPropertiesInGreatNumberAreBounded() throws Exception {
		UserProperties user = new UserProperties();
		for (int i = 0; i < 20_000; i++) {
			user.add("", "");
		}
		MqttProperties many = new MqttProperties();
		many.add(user);
		for (int i = 0; i < 10; i++) {
			// where the broker does not have to take it
			publish("$aws/rules/many/" + i, 5, many);
		}
		assertThat(endpoint.core().getMessages()).extracting(LocalIotCoreMessage::topic)
			.doesNotContain("$aws/rules/many/0")
			.contains("$aws/rules/many/9")
			.hasSizeLessThan(10);
	}

	private static MessageProperties publish(String topic, int version, MqttProperties properties) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			client.connect("sender");
			client.publish(topic, 1, 1, new byte[1], false, properties);
			client.expectPubAck(1, 0);
		}
		return endpoint.core()
			.getMessages()
			.stream()
			.filter((message) -> message.topic().equals(topic))
			.findFirst()
			.orElseThrow()
			.properties();
	}

}
