package io.github.iotcustomauth.local.gateway;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;

/**
 * Reads and copies MQTT 5 properties.
 */
final class PacketProperties {

	private PacketProperties() {
	}

	static boolean has(MqttProperties properties, int id) {
		return properties.getProperty(id) != null;
	}

	// Return a number; the codec keeps unsigned four-byte values in a signed int.
	static long unsigned(MqttProperties properties, int id, long absent) {
		return (properties.getProperty(id) instanceof IntegerProperty property)
				? Integer.toUnsignedLong(property.value()) : absent;
	}

	static void set(MqttProperties properties, int id, long value) {
		properties.add(new IntegerProperty(id, (int) value));
	}

	// As at AWS, a message expires after 1 second at the soonest and a week at the
	// latest.
	static MqttProperties withAllowedExpiry(MqttProperties properties) {
		int id = MqttProperties.PUBLICATION_EXPIRY_INTERVAL;
		long asked = unsigned(properties, id, 1);
		long allowed = Math.max(1, Math.min(asked, Limits.MAX_MESSAGE_EXPIRY_SECONDS));
		if (allowed == asked) {
			return properties;
		}
		MqttProperties changed = without(properties, id);
		set(changed, id, allowed);
		return changed;
	}

	static MqttProperties without(MqttProperties properties, int id) {
		if (!has(properties, id)) {
			return properties;
		}
		MqttProperties copy = new MqttProperties();
		for (MqttProperty<?> property : properties.listAll()) {
			if (property.propertyId() != id) {
				copy.add(property);
			}
		}
		return copy;
	}

}
