package io.github.iotcustomauth.local.broker;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An MQTT 3.1.1 client with a persistent session, which talks to the broker as the
 * gateway does. It never says goodbye.
 */
final class BrokerClient implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 10_000;

	private final EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);

	private final EmbeddedChannel decoder = new EmbeddedChannel(new MqttDecoder());

	private final byte[] received = new byte[4096];

	private final Socket socket;

	private BrokerClient(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
	}

	static BrokerClient connect(EmbeddedBroker broker, String clientId) throws IOException {
		BrokerClient client = new BrokerClient(broker.getPort());
		assertThat(client.connect(clientId, broker.getUsername(), broker.getPassword()))
			.isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
		return client;
	}

	// Connect without the password, which is refused, and hang up.
	static void intrude(EmbeddedBroker broker, String clientId) throws IOException {
		try (BrokerClient client = new BrokerClient(broker.getPort())) {
			assertThat(client.connect(clientId, broker.getUsername(), "wrong"))
				.isNotEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
		}
	}

	private MqttConnectReturnCode connect(String clientId, String username, String password) throws IOException {
		send(MqttMessageBuilders.connect()
			.protocolVersion(MqttVersion.MQTT_3_1_1)
			.clientId(clientId)
			.cleanSession(false)
			.keepAlive(0)
			.username(username)
			.password(password.getBytes(StandardCharsets.UTF_8))
			.build());
		return receive(MqttConnAckMessage.class).variableHeader().connectReturnCode();
	}

	void subscribe(String filter, MqttQoS qos) throws IOException {
		send(MqttMessageBuilders.subscribe().messageId(1).addSubscription(qos, filter).build());
		assertThat(receive(MqttSubAckMessage.class).payload().grantedQoSLevels()).containsExactly(qos.value());
	}

	// Publish with QoS 1, and wait until the broker has the message.
	void publish(String topic, String payload, boolean retained) throws IOException {
		send(MqttMessageBuilders.publish()
			.topicName(topic)
			.qos(MqttQoS.AT_LEAST_ONCE)
			.messageId(1)
			.retained(retained)
			.payload(Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8))
			.build());
		receive(MqttPubAckMessage.class);
	}

	void publishQos0(String topic, String payload) throws IOException {
		send(MqttMessageBuilders.publish()
			.topicName(topic)
			.qos(MqttQoS.AT_MOST_ONCE)
			.payload(Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8))
			.build());
	}

	// Return the next message as its QoS and payload.
	String expectMessage() throws IOException {
		MqttPublishMessage message = receive(MqttPublishMessage.class);
		try {
			return message.fixedHeader().qosLevel().value() + " " + message.payload().toString(StandardCharsets.UTF_8);
		}
		finally {
			message.release();
		}
	}

	private void send(MqttMessage message) throws IOException {
		this.encoder.writeOutbound(message);
		ByteBuf packet = this.encoder.readOutbound();
		try {
			packet.readBytes(this.socket.getOutputStream(), packet.readableBytes());
		}
		finally {
			packet.release();
		}
	}

	private <T extends MqttMessage> T receive(Class<T> type) throws IOException {
		MqttMessage message = this.decoder.readInbound();
		while (message == null) {
			int length = this.socket.getInputStream().read(this.received);
			if (length < 0) {
				throw new EOFException("The broker has hung up");
			}
			this.decoder.writeInbound(Unpooled.copiedBuffer(this.received, 0, length));
			message = this.decoder.readInbound();
		}
		return type.cast(message);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		this.encoder.finishAndReleaseAll();
		this.decoder.finishAndReleaseAll();
	}

}
