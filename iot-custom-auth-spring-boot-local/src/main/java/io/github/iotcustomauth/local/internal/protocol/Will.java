package io.github.iotcustomauth.local.internal.protocol;

import io.github.iotcustomauth.local.internal.routing.RoutedMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import org.jspecify.annotations.Nullable;

/**
 * The last will of a client.
 *
 * @param topic the topic
 * @param payload the payload
 * @param qos the quality of service
 * @param retained whether it is published as a retained message
 * @param delaySeconds how long to wait for the client to come back
 * @param properties the properties to publish it with
 */
public record Will(String topic, ByteBuf payload, int qos, boolean retained, long delaySeconds,
		MqttProperties properties) {

	static @Nullable Will of(MqttConnectMessage connect) {
		if (!connect.variableHeader().isWillFlag()) {
			return null;
		}
		MqttProperties properties = new MqttProperties();
		for (MqttProperty<?> property : connect.payload().willProperties().listAll()) {
			if (property.propertyId() != MqttProperties.WILL_DELAY_INTERVAL) {
				properties.add(property);
			}
		}
		return new Will(connect.payload().willTopic(), Unpooled.wrappedBuffer(connect.payload().willMessageInBytes()),
				connect.variableHeader().willQos(), connect.variableHeader().isWillRetain(),
				PacketProperties.unsigned(connect.payload().willProperties(), MqttProperties.WILL_DELAY_INTERVAL, 0),
				PacketProperties.withAllowedExpiry(properties));
	}

	// Return the message to publish. Its expiry interval begins with the end of the
	// connection.
	public RoutedMessage toMessage(long now) {
		return new RoutedMessage(this.topic, ByteBufUtil.getBytes(this.payload), this.qos, this.retained,
				this.properties, PacketProperties.encodedBytes(this.properties), now);
	}

}
