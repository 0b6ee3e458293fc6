package io.github.iotcustomauth.local.gateway;

import java.time.Duration;
import java.util.List;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import org.jspecify.annotations.Nullable;

/**
 * The MQTT 5 properties of a message, as its client sent them. Immutable. A message of an
 * MQTT 3.1.1 client has none.
 */
public final class MessageProperties {

	/** Those of a message that has none. */
	public static final MessageProperties NONE = new MessageProperties(MqttProperties.NO_PROPERTIES);

	private final @Nullable String contentType;

	private final @Nullable String responseTopic;

	private final byte @Nullable [] correlationData;

	private final @Nullable Duration expiry;

	private final boolean utf8;

	private final List<UserProperty> userProperties;

	private MessageProperties(MqttProperties properties) {
		this.contentType = value(properties, MqttProperties.CONTENT_TYPE, String.class);
		this.responseTopic = value(properties, MqttProperties.RESPONSE_TOPIC, String.class);
		this.correlationData = value(properties, MqttProperties.CORRELATION_DATA, byte[].class);
		this.expiry = PacketProperties.has(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL) ? Duration
			.ofSeconds(PacketProperties.unsigned(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL, 0)) : null;
		this.utf8 = PacketProperties.unsigned(properties, MqttProperties.PAYLOAD_FORMAT_INDICATOR, 0) == 1;
		this.userProperties = properties.getProperties(MqttProperties.USER_PROPERTY)
			.stream()
			.map(MqttProperties.UserProperty.class::cast)
			.map((property) -> new UserProperty(property.value().key, property.value().value))
			.toList();
	}

	static MessageProperties of(MqttProperties properties) {
		return properties.isEmpty() ? NONE : new MessageProperties(properties);
	}

	private static <T> @Nullable T value(MqttProperties properties, int id, Class<T> type) {
		MqttProperty<?> property = properties.getProperty(id);
		return (property != null) ? type.cast(property.value()) : null;
	}

	/**
	 * Return the content type.
	 * @return the content type, or {@code null} if the message has none
	 */
	public @Nullable String contentType() {
		return this.contentType;
	}

	/**
	 * Return the topic for an answer.
	 * @return the response topic, or {@code null} if the message has none
	 */
	public @Nullable String responseTopic() {
		return this.responseTopic;
	}

	/**
	 * Return what relates an answer to its request.
	 * @return a copy of the correlation data, or {@code null} if the message has none
	 */
	public byte @Nullable [] correlationData() {
		return (this.correlationData != null) ? this.correlationData.clone() : null;
	}

	/**
	 * Return the message expiry interval, before it is held to AWS's bounds.
	 * @return the interval in whole seconds, or {@code null} if the message has none
	 */
	public @Nullable Duration expiry() {
		return this.expiry;
	}

	/**
	 * Return whether the payload is said to be text.
	 * @return whether the payload format indicator is 1
	 */
	public boolean isUtf8() {
		return this.utf8;
	}

	/**
	 * Return the user properties, whose names may repeat.
	 * @return the user properties in the order of the packet
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * MQTT 5 user property.
	 *
	 * @param name the name
	 * @param value the value
	 */
	public record UserProperty(String name, String value) {

	}

}
