package io.github.iotcustomauth.local.internal.routing;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;

/**
 * A message on its way to subscribers. Its values are immutable and shared by all
 * receivers; the payload is not copied.
 */
public final class RoutedMessage {

	private static final long NEVER = Long.MAX_VALUE;

	private static final long SECOND = 1_000_000_000L;

	/** Approximate heap size of the objects around topic and payload. */
	private static final int OVERHEAD_BYTES = 200;

	/** Heap size of a user property without text, by its bytes in a packet. */
	private static final int PROPERTY_FACTOR = 10;

	private final String topic;

	private final byte[] payload;

	private final int qos;

	private final boolean retain;

	private final MqttProperties properties;

	private final long publishedAt;

	private final long expiresAt;

	private final int size;

	/** The number of queues and windows that hold the message. */
	private int holders;

	/**
	 * Create a message.
	 * @param topic the topic name
	 * @param payload the payload, not to be changed from now on
	 * @param qos the QoS, 0 or 1
	 * @param retain whether the publisher asks for it to be retained
	 * @param properties the MQTT 5 properties, not to be changed from now on
	 * @param propertyBytes how many bytes the properties have in a packet
	 * @param now the time at which it is published and its expiry interval begins, in
	 * nanoseconds
	 */
	public RoutedMessage(String topic, byte[] payload, int qos, boolean retain, MqttProperties properties,
			int propertyBytes, long now) {
		this.topic = topic;
		this.payload = payload;
		this.qos = qos;
		this.retain = retain;
		this.properties = properties;
		this.publishedAt = now;
		this.expiresAt = (properties
			.getProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL) instanceof IntegerProperty interval)
					? now + SECOND * Integer.toUnsignedLong(interval.value()) : NEVER;
		this.size = OVERHEAD_BYTES + payload.length + topic.length() + PROPERTY_FACTOR * propertyBytes;
	}

	public String topic() {
		return this.topic;
	}

	public byte[] payload() {
		return this.payload;
	}

	public int qos() {
		return this.qos;
	}

	boolean retain() {
		return this.retain;
	}

	public MqttProperties properties() {
		return this.properties;
	}

	/**
	 * Return for how long the message has been published, or retained.
	 * @param now the current time in nanoseconds
	 * @return the time in nanoseconds
	 */
	public long age(long now) {
		return now - this.publishedAt;
	}

	public boolean expires() {
		return this.expiresAt != NEVER;
	}

	/**
	 * Return the remaining expiry interval of a message that {@link #expires()}.
	 * @param now the current time in nanoseconds
	 * @return the interval in seconds, rounded up
	 */
	public long remainingSeconds(long now) {
		return Math.max(1, (this.expiresAt - now + SECOND - 1) / SECOND);
	}

	boolean hasExpired(long now) {
		return expires() && now - this.expiresAt >= 0;
	}

	int size() {
		return this.size;
	}

	// Return whether this is the first holder.
	boolean hold() {
		return this.holders++ == 0;
	}

	// Return whether this was the last holder.
	boolean release() {
		return --this.holders == 0;
	}

}
