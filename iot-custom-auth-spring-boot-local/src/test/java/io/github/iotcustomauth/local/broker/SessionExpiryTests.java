package io.github.iotcustomauth.local.broker;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sessions of MQTT 3.1.1, whose clients cannot say how long they are to be kept.
 */
class SessionExpiryTests {

	@Test
	void sessionOfMqtt3EndsAfterAnHour() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start(100)) {
			MQTTStateManager sessions = MQTTStateManager.getInstance(broker.server());
			for (String clientId : List.of("left-just-now", "left-before-50-minutes", "left-before-an-hour")) {
				leaveSession(broker, clientId);
				await().untilAsserted(
						() -> assertThat(sessions.getSessionStates().get(clientId).getDisconnectedTime()).isPositive());
			}
			// the later one last, so that a look at the sessions finds both or none
			leftBefore(sessions, "left-before-50-minutes", Duration.ofMinutes(50));
			leftBefore(sessions, "left-before-an-hour", Duration.ofMinutes(60).plusMillis(1));
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(sessions.getSessionStates()).containsOnlyKeys("left-just-now",
						"left-before-50-minutes"));
		}
	}

	private static void leftBefore(MQTTStateManager sessions, String clientId, Duration time) {
		MQTTSessionState session = sessions.getSessionStates().get(clientId);
		session.setDisconnectedTime(session.getDisconnectedTime() - time.toMillis());
	}

	// Connect with a persistent session, and hang up.
	private static void leaveSession(EmbeddedBroker broker, String clientId) throws Exception {
		EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
		encoder.writeOutbound(MqttMessageBuilders.connect()
			.protocolVersion(MqttVersion.MQTT_3_1_1)
			.clientId(clientId)
			.cleanSession(false)
			.username(broker.getUsername())
			.password(broker.getPassword().getBytes(StandardCharsets.UTF_8))
			.build());
		ByteBuf packet = encoder.readOutbound();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.getPort())) {
			socket.setSoTimeout(10_000);
			packet.readBytes(socket.getOutputStream(), packet.readableBytes());
			assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 0);
		}
		finally {
			packet.release();
			encoder.finishAndReleaseAll();
		}
	}

}
