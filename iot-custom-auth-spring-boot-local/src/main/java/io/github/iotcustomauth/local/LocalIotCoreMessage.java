package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A message that a client published and a {@link LocalIotCore} accepted. Immutable.
 */
public final class LocalIotCoreMessage {

	private final Instant at;

	private final String clientId;

	private final String topic;

	private final byte[] payload;

	private final int qos;

	private final boolean retained;

	private final MessageProperties properties;

	/**
	 * Create a message.
	 * @param at when it was accepted
	 * @param clientId who published it
	 * @param topic the topic
	 * @param payload the payload, which is not copied
	 * @param qos the QoS
	 * @param retained whether it is to be retained
	 * @param properties the properties of MQTT 5
	 */
	public LocalIotCoreMessage(Instant at, String clientId, String topic, byte[] payload, int qos, boolean retained,
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
	 * Create a message to send, without properties.
	 * @param topic the topic
	 * @param text the payload, encoded as UTF-8
	 * @param qos 0 or 1
	 * @return the message
	 */
	public static LocalIotCoreMessage of(String topic, String text, int qos) {
		return new LocalIotCoreMessage(Instant.now(), "", topic, text.getBytes(StandardCharsets.UTF_8), qos, false,
				MessageProperties.NONE);
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
	 * @return the client id; empty for a message that was published over HTTPS
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
	 * Return the size of the payload.
	 * @return the number of bytes
	 */
	public int payloadSize() {
		return this.payload.length;
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

	/**
	 * Leaves the payload out.
	 */
	@Override
	public String toString() {
		return "LocalIotCoreMessage[topic=" + this.topic + ", clientId=" + this.clientId + ", qos=" + this.qos
				+ ", retained=" + this.retained + ", bytes=" + this.payload.length + "]";
	}

}
