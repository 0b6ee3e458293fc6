package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The MQTT 5 properties of a message, as its client sent them. Immutable. A message of an
 * MQTT 3.1.1 client has none.
 */
public final class MessageProperties {

	/** Those of a message that has none. */
	public static final MessageProperties NONE = new MessageProperties(null, null, null, null, false, List.of());

	private final @Nullable String contentType;

	private final @Nullable String responseTopic;

	private final byte @Nullable [] correlationData;

	private final @Nullable Duration expiry;

	private final boolean utf8;

	private final List<UserProperty> userProperties;

	/**
	 * Create properties.
	 * @param contentType the content type
	 * @param responseTopic the topic for an answer
	 * @param correlationData what relates an answer to its request, which is not copied
	 * @param expiry the message expiry interval
	 * @param utf8 whether the payload is said to be text
	 * @param userProperties the user properties
	 */
	public MessageProperties(@Nullable String contentType, @Nullable String responseTopic,
			byte @Nullable [] correlationData, @Nullable Duration expiry, boolean utf8,
			List<UserProperty> userProperties) {
		this.contentType = contentType;
		this.responseTopic = responseTopic;
		this.correlationData = correlationData;
		this.expiry = expiry;
		this.utf8 = utf8;
		this.userProperties = List.copyOf(userProperties);
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
