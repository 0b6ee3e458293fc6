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

	LocalIotCoreMessage(Instant at, String clientId, String topic, byte[] payload, int qos, boolean retained) {
		this.at = at;
		this.clientId = clientId;
		this.topic = topic;
		this.payload = payload;
		this.qos = qos;
		this.retained = retained;
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

	int length() {
		return this.payload.length;
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
