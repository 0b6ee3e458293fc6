package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.github.iotcustomauth.local.gateway.MessageProperties;
import org.jspecify.annotations.Nullable;

/**
 * A message that a client published and a {@link LocalIotCore} accepted. Immutable.
 */
public final class LocalIotCoreMessage {

	/** What an empty one takes: a packet may have tens of thousands. */
	private static final int USER_PROPERTY_BYTES = 100;

	private final Instant at;

	private final String clientId;

	private final String topic;

	private final byte[] payload;

	private final int qos;

	private final boolean retained;

	private final MessageProperties properties;

	LocalIotCoreMessage(Instant at, String clientId, String topic, byte[] payload, int qos, boolean retained,
			MessageProperties properties) {
		this.at = at;
		this.clientId = clientId;
		this.topic = topic;
		this.payload = payload;
		this.qos = qos;
		this.retained = retained;
		this.properties = properties;
	}

	/**
	 * Return when it was accepted.
	 * @return the time
	 */
	public Instant at() {
		return this.at;
	}

	/**
	 * Return who published it.
	 * @return the client id
	 */
	public String clientId() {
		return this.clientId;
	}

	/**
	 * Return the topic, also when the client sent an alias of it.
	 * @return the topic
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * Return the payload.
	 * @return a copy of the payload
	 */
	public byte[] payload() {
		return this.payload.clone();
	}

	/**
	 * Return the payload as text.
	 * @return the payload, decoded as UTF-8
	 */
	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * Return the QoS.
	 * @return 0 or 1, or 2 where that limit is switched off
	 */
	public int qos() {
		return this.qos;
	}

	/**
	 * Return whether the message is to be retained.
	 * @return whether the client set the flag
	 */
	public boolean retained() {
		return this.retained;
	}

	/**
	 * Return the properties of MQTT 5: content type, response topic and the like.
	 * @return the properties, empty for a message of an MQTT 3.1.1 client
	 */
	public MessageProperties properties() {
		return this.properties;
	}

	// Return about how many bytes of memory it takes.
	long size() {
		long size = this.payload.length;
		size += this.clientId.length() + this.topic.length();
		size += size(this.properties.contentType()) + size(this.properties.responseTopic());
		byte[] correlationData = this.properties.correlationData();
		size += (correlationData != null) ? correlationData.length : 0;
		for (MessageProperties.UserProperty property : this.properties.userProperties()) {
			size += USER_PROPERTY_BYTES + property.name().length() + property.value().length();
		}
		return size;
	}

	private static long size(@Nullable String text) {
		return (text != null) ? text.length() : 0;
	}

	/**
	 * Leaves the payload out.
	 */
	@Override
	public String toString() {
		return "LocalIotCoreMessage[topic=" + this.topic + ", clientId=" + this.clientId + ", qos=" + this.qos
				+ ", retained=" + this.retained + ", bytes=" + this.payload.length + "]";
	}

}
