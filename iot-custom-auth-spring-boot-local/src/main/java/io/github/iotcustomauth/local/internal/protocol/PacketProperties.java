package io.github.iotcustomauth.local.internal.protocol;

import java.time.Duration;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.MessageProperties;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Reads and copies MQTT 5 properties.
 */
public final class PacketProperties {

	private PacketProperties() {
	}

	public static boolean has(MqttProperties properties, int id) {
		return properties.getProperty(id) != null;
	}

	// Return a number; the codec keeps unsigned four-byte values in a signed int.
	public static long unsigned(MqttProperties properties, int id, long absent) {
		return (properties.getProperty(id) instanceof IntegerProperty property)
				? Integer.toUnsignedLong(property.value()) : absent;
	}

	// Return those of a message in the words of the API.
	public static MessageProperties ofMessage(MqttProperties properties) {
		if (properties.isEmpty()) {
			return MessageProperties.NONE;
		}
		Duration expiry = has(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL)
				? Duration.ofSeconds(unsigned(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL, 0)) : null;
		return new MessageProperties(value(properties, MqttProperties.CONTENT_TYPE, String.class),
				value(properties, MqttProperties.RESPONSE_TOPIC, String.class),
				value(properties, MqttProperties.CORRELATION_DATA, byte[].class), expiry,
				unsigned(properties, MqttProperties.PAYLOAD_FORMAT_INDICATOR, 0) == 1,
				properties.getProperties(MqttProperties.USER_PROPERTY)
					.stream()
					.map(UserProperty.class::cast)
					.map((property) -> new MessageProperties.UserProperty(property.value().key, property.value().value))
					.toList());
	}

	// Return those of a message that does not come as a packet.
	public static MqttProperties toPacket(MessageProperties message) {
		MqttProperties properties = new MqttProperties();
		if (message.isUtf8()) {
			set(properties, MqttProperties.PAYLOAD_FORMAT_INDICATOR, 1);
		}
		if (message.expiry() != null) {
			set(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL, message.expiry().toSeconds());
		}
		if (message.contentType() != null) {
			properties.add(new StringProperty(MqttProperties.CONTENT_TYPE, message.contentType()));
		}
		if (message.responseTopic() != null) {
			properties.add(new StringProperty(MqttProperties.RESPONSE_TOPIC, message.responseTopic()));
		}
		byte[] correlationData = message.correlationData();
		if (correlationData != null) {
			properties.add(new BinaryProperty(MqttProperties.CORRELATION_DATA, correlationData));
		}
		message.userProperties()
			.forEach((property) -> properties.add(new UserProperty(property.name(), property.value())));
		return properties;
	}

	private static <T> @Nullable T value(MqttProperties properties, int id, Class<T> type) {
		MqttProperty<?> property = properties.getProperty(id);
		return (property != null) ? type.cast(property.value()) : null;
	}

	public static void set(MqttProperties properties, int id, long value) {
		properties.add(new IntegerProperty(id, (int) value));
	}

	// Return what is larger than AWS allows, if anything is.
	public static @Nullable String findOversized(MqttProperties properties, Limits limits) {
		if (!limits.keep(Limit.PAYLOAD)) {
			return null;
		}
		if (userBytes(properties) > Limits.USER_PROPERTIES_BYTES) {
			return oversized("the user properties are", Limits.USER_PROPERTIES_BYTES);
		}
		if (properties.getProperty(MqttProperties.CONTENT_TYPE) instanceof StringProperty type
				&& ByteBufUtil.utf8Bytes(type.value()) > Limits.CONTENT_TYPE_BYTES) {
			return oversized("the content type is", Limits.CONTENT_TYPE_BYTES);
		}
		if (properties.getProperty(MqttProperties.CORRELATION_DATA) instanceof BinaryProperty data
				&& data.value().length > Limits.CORRELATION_DATA_BYTES) {
			return oversized("the correlation data are", Limits.CORRELATION_DATA_BYTES);
		}
		return null;
	}

	// Return what MQTT forbids a client to send with a PUBLISH, if it does.
	public static @Nullable String findForbidden(MqttProperties properties) {
		if (has(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER)) {
			return "PUBLISH of a client with a subscription identifier";
		}
		return (properties.getProperty(MqttProperties.RESPONSE_TOPIC) instanceof StringProperty topic
				&& (topic.value().indexOf('+') >= 0 || topic.value().indexOf('#') >= 0))
						? "the response topic of a PUBLISH has a wildcard" : null;
	}

	private static String oversized(String what, int bytes) {
		return Limit.PAYLOAD.broken(what + " larger than " + bytes + " bytes");
	}

	private static int userBytes(MqttProperties properties) {
		return properties.getProperties(MqttProperties.USER_PROPERTY)
			.stream()
			.map(UserProperty.class::cast)
			.mapToInt((user) -> ByteBufUtil.utf8Bytes(user.value().key) + ByteBufUtil.utf8Bytes(user.value().value))
			.sum();
	}

	// As at AWS, a message expires after 1 second at the soonest and a week at the
	// latest.
	public static MqttProperties withAllowedExpiry(MqttProperties properties) {
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

	public static MqttProperties without(MqttProperties properties, int id) {
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

	// Return how many bytes the properties of a PUBLISH have in a packet.
	public static int encodedBytes(MqttProperties properties) {
		return properties.listAll().stream().mapToInt(PacketProperties::encodedBytes).sum();
	}

	private static int encodedBytes(MqttProperty<?> property) {
		if (property.value() instanceof String text) {
			return 3 + ByteBufUtil.utf8Bytes(text);
		}
		if (property.value() instanceof byte[] bytes) {
			return 3 + bytes.length;
		}
		if (property instanceof MqttProperties.UserProperties users) {
			return users.value()
				.stream()
				.mapToInt((pair) -> 5 + ByteBufUtil.utf8Bytes(pair.key) + ByteBufUtil.utf8Bytes(pair.value))
				.sum();
		}
		return (property.propertyId() == MqttProperties.PAYLOAD_FORMAT_INDICATOR) ? 2 : 5;
	}

}
