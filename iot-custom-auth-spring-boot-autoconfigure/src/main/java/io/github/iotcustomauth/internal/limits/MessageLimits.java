package io.github.iotcustomauth.internal.limits;

import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.text.MqttText;

/**
 * Limits of AWS IoT Core on a PUBLISH packet, beyond those that every {@link IotMessage}
 * keeps ("AWS IoT Core message broker and protocol limits and quotas").
 */
public final class MessageLimits {

	private static final int MAX_CONTENT_TYPE = 256;

	private static final int MAX_CORRELATION_DATA = 8 * 1024;

	// of all names and values together
	private static final int MAX_USER_PROPERTIES = 8 * 1024;

	private MessageLimits() {
	}

	/**
	 * Check a message before it is sent.
	 * @param message the message
	 * @throws IllegalArgumentException if the server would refuse the message, or would
	 * receive another one
	 */
	public static void require(IotMessage message) {
		MqttText.require("Topic", message.topic());
		if (message.responseTopic() != null) {
			MqttText.require("Response topic", message.responseTopic());
		}
		if (message.contentType() != null) {
			MqttText.require("Content type", message.contentType(), MAX_CONTENT_TYPE);
		}
		if (message.correlationData() != null) {
			MqttText.requireSize("The correlation data", message.correlationData().length, MAX_CORRELATION_DATA);
		}
		if (!message.userProperties().isEmpty()) {
			requireUserProperties(message.userProperties());
		}
	}

	/**
	 * How long further user properties of a message may be.
	 * @param message the message
	 * @return the number of bytes, negative if it has too many already
	 */
	public static int roomForUserProperties(IotMessage message) {
		int room = MAX_USER_PROPERTIES;
		for (Map.Entry<String, String> property : message.userProperties()) {
			room -= MqttText.bytes(property.getKey()) + MqttText.bytes(property.getValue());
		}
		return room;
	}

	/**
	 * How long a user property is.
	 * @param name its name
	 * @param value its value
	 * @return the number of bytes, or {@code -1} if it has characters that cannot be sent
	 */
	public static int userPropertyBytes(String name, String value) {
		return (MqttText.isSendable(name) && MqttText.isSendable(value)) ? MqttText.bytes(name) + MqttText.bytes(value)
				: -1;
	}

	private static void requireUserProperties(List<Map.Entry<String, String>> properties) {
		int bytes = 0;
		for (Map.Entry<String, String> property : properties) {
			MqttText.require("Name of a user property", property.getKey());
			requireValue(property);
			bytes += MqttText.bytes(property.getKey()) + MqttText.bytes(property.getValue());
		}
		MqttText.requireSize("The user properties", bytes, MAX_USER_PROPERTIES);
	}

	// the value itself may be a secret
	private static void requireValue(Map.Entry<String, String> property) {
		try {
			MqttText.require("", property.getValue());
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("The value of the user property '" + property.getKey()
					+ "' must not contain control characters, nor characters beyond U+FFFF, "
					+ "which the native client (aws-crt) corrupts");
		}
	}

}
