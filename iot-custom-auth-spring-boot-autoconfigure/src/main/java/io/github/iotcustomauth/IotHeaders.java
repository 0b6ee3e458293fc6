package io.github.iotcustomauth;

/**
 * Names of the headers of a received message. The content type has Spring's own header,
 * and user properties (MQTT 5) are headers of their name.
 */
public final class IotHeaders {

	/**
	 * Prefix of all names: user properties that start with it are left out.
	 */
	public static final String PREFIX = "iot_";

	/**
	 * Topic name, a {@link String}.
	 */
	public static final String TOPIC = PREFIX + "topic";

	/**
	 * Quality of service that the message was delivered with, a {@link Qos}.
	 */
	public static final String QOS = PREFIX + "qos";

	/**
	 * Whether the server had retained the message, a {@link Boolean}.
	 */
	public static final String RETAINED = PREFIX + "retained";

	/**
	 * Topic to answer on, a {@link String}; absent if no answer is expected.
	 */
	public static final String RESPONSE_TOPIC = PREFIX + "responseTopic";

	/**
	 * What an answer is recognised by, a {@code byte[]}; may be absent.
	 */
	public static final String CORRELATION_DATA = PREFIX + "correlationData";

	/**
	 * Message as it was received, an {@link IotMessage}.
	 */
	public static final String MESSAGE = PREFIX + "message";

	/**
	 * What acknowledges the message, an {@link Acknowledgment}.
	 */
	public static final String ACKNOWLEDGMENT = PREFIX + "acknowledgment";

	private IotHeaders() {
	}

}
