package io.github.iotcustomauth.local.internal.protocol;

import java.util.Map;

import io.github.iotcustomauth.local.ConnackProperty;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import org.jspecify.annotations.Nullable;

/**
 * Properties of a CONNACK that a test has set, and what they mean for the connection.
 *
 * @param values the values that were set
 */
public record ConnackValues(Map<ConnackProperty, Long> values) {

	/** Nothing is set. */
	public static final ConnackValues NONE = new ConnackValues(Map.of());

	public ConnackValues {
		values = Map.copyOf(values);
	}

	public long get(ConnackProperty property, long absent) {
		return this.values.getOrDefault(property, absent);
	}

	void addTo(MqttProperties properties) {
		this.values.forEach((property, value) -> PacketProperties.set(properties, id(property), value));
	}

	private static int id(ConnackProperty property) {
		return switch (property) {
			case RECEIVE_MAXIMUM -> MqttProperties.RECEIVE_MAXIMUM;
			case MAXIMUM_QOS -> MqttProperties.MAXIMUM_QOS;
			case RETAIN_AVAILABLE -> MqttProperties.RETAIN_AVAILABLE;
			case MAXIMUM_PACKET_SIZE -> MqttProperties.MAXIMUM_PACKET_SIZE;
			case TOPIC_ALIAS_MAXIMUM -> MqttProperties.TOPIC_ALIAS_MAXIMUM;
			case SERVER_KEEP_ALIVE -> MqttProperties.SERVER_KEEP_ALIVE;
			case SESSION_EXPIRY_INTERVAL -> MqttProperties.SESSION_EXPIRY_INTERVAL;
		};
	}

	// Return what a client did that it was told not to do, if it did.
	public @Nullable Refusal check(MqttPublishMessage publish) {
		if (this.values.isEmpty()) {
			return null;
		}
		long alias = PacketProperties.unsigned(publish.variableHeader().properties(), MqttProperties.TOPIC_ALIAS, 0);
		if (isAbove(ConnackProperty.MAXIMUM_QOS, publish.fixedHeader().qosLevel().value())) {
			return new Refusal(ReasonCode.QOS_NOT_SUPPORTED, "PUBLISH with a QoS above the Maximum QoS of CONNACK");
		}
		if (isAbove(ConnackProperty.RETAIN_AVAILABLE, publish.fixedHeader().isRetain() ? 1 : 0)) {
			return new Refusal(ReasonCode.RETAIN_NOT_SUPPORTED, "PUBLISH with RETAIN, which CONNACK excludes");
		}
		if (isAbove(ConnackProperty.TOPIC_ALIAS_MAXIMUM, alias)) {
			return new Refusal(ReasonCode.TOPIC_ALIAS_INVALID, "a topic alias above the maximum of CONNACK");
		}
		if (isAbove(ConnackProperty.MAXIMUM_PACKET_SIZE, Packets.bytes(publish))) {
			return new Refusal(ReasonCode.QUOTA_EXCEEDED, "PUBLISH above the Maximum Packet Size of CONNACK");
		}
		return null;
	}

	private boolean isAbove(ConnackProperty property, long value) {
		return value > get(property, Long.MAX_VALUE);
	}

}
