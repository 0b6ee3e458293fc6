package io.github.iotcustomauth.local.broker;

import io.netty.handler.codec.mqtt.MqttQoS;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ResumedSessions}.
 */
class ResumedSessionsTests {

	private final EmbeddedBroker broker = EmbeddedBroker.start(100);

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void messagesWithQos0AreDroppedWhenTheClientComesBack() throws Exception {
		leave(MqttQoS.AT_LEAST_ONCE);
		publishWithQos0And1();
		try (BrokerClient client = BrokerClient.connect(this.broker, "client")) {
			assertThat(client.expectMessage()).isEqualTo("1 kept");
		}
	}

	@Test
	void messagesStayWhenSomebodyElseKnocks() throws Exception {
		leave(MqttQoS.AT_LEAST_ONCE);
		publishWithQos0And1();
		BrokerClient.intrude(this.broker, "client");
		assertThat(queue().getMessageCount()).isEqualTo(2);
	}

	@Test
	void subscriptionThatWasLoweredToQos0KeepsNoMessages() throws Exception {
		leave(MqttQoS.AT_LEAST_ONCE, MqttQoS.AT_MOST_ONCE);
		try (BrokerClient publisher = BrokerClient.connect(this.broker, "publisher")) {
			publisher.publish("a/b", "dropped", false);
			try (BrokerClient client = BrokerClient.connect(this.broker, "client")) {
				publisher.publish("a/b", "now", false);
				assertThat(client.expectMessage()).isEqualTo("0 now");
			}
		}
	}

	@Test
	void subscriptionThatWasRaisedToQos1KeepsMessages() throws Exception {
		leave(MqttQoS.AT_LEAST_ONCE, MqttQoS.AT_MOST_ONCE, MqttQoS.AT_LEAST_ONCE);
		try (BrokerClient publisher = BrokerClient.connect(this.broker, "publisher")) {
			publisher.publish("a/b", "kept", false);
			try (BrokerClient client = BrokerClient.connect(this.broker, "client")) {
				assertThat(client.expectMessage()).isEqualTo("1 kept");
			}
		}
	}

	private void publishWithQos0And1() throws Exception {
		try (BrokerClient publisher = BrokerClient.connect(this.broker, "publisher")) {
			publisher.publishQos0("a/b", "dropped");
			publisher.publish("a/b", "kept", false);
		}
		await().untilAsserted(() -> assertThat(queue().getMessageCount()).isEqualTo(2));
	}

	// Subscribe once with each QoS, and hang up.
	private void leave(MqttQoS... qos) throws Exception {
		try (BrokerClient client = BrokerClient.connect(this.broker, "client")) {
			for (MqttQoS each : qos) {
				client.subscribe("a/b", each);
			}
		}
		await().untilAsserted(() -> assertThat(queue().getConsumerCount()).isZero());
	}

	private Queue queue() {
		return this.broker.server().locateQueue(SimpleString.of("client.a/b"));
	}

}
