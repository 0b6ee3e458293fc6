package io.github.iotcustomauth.local;

/**
 * Property of an MQTT 5 CONNACK that {@link Faults#connack(ConnackProperty, long)} sets.
 * What the client is told then holds for its connection: a PUBLISH that ignores it ends
 * the connection with the reason code that MQTT 5 has for it.
 */
public enum ConnackProperty {

	/**
	 * Number of QoS 1 messages that the client may send without a PUBACK, 1 to 65,535;
	 * one more gets 0x93.
	 */
	RECEIVE_MAXIMUM(1, 0xFFFF),

	/**
	 * Greatest QoS of a PUBLISH, 0 or 1; a greater one gets 0x9B.
	 */
	MAXIMUM_QOS(0, 1),

	/**
	 * Whether messages can be retained, 0 for no or 1 for yes; a PUBLISH with RETAIN gets
	 * 0x9A.
	 */
	RETAIN_AVAILABLE(0, 1),

	/**
	 * Greatest packet in bytes, 1 to 4,294,967,295; a larger PUBLISH gets 0x97. Other
	 * packets are not checked.
	 */
	MAXIMUM_PACKET_SIZE(1, 0xFFFF_FFFFL),

	/**
	 * Greatest topic alias, 0 to 65,535; a greater one gets 0x94, as do all above 8.
	 */
	TOPIC_ALIAS_MAXIMUM(0, 0xFFFF),

	/**
	 * Keep-alive interval in seconds that the client must use, 0 to 65,535. The
	 * connection ends after one and a half of it without a packet; 0 switches that off.
	 */
	SERVER_KEEP_ALIVE(0, 0xFFFF),

	/**
	 * Seconds that the session is kept after the connection, 0 to 4,294,967,295.
	 */
	SESSION_EXPIRY_INTERVAL(0, 0xFFFF_FFFFL);

	private final long least;

	private final long greatest;

	ConnackProperty(long least, long greatest) {
		this.least = least;
		this.greatest = greatest;
	}

	/**
	 * Return whether the property can have a value.
	 * @param value the value
	 * @return whether it is in the range of the property
	 */
	public boolean allows(long value) {
		return value >= this.least && value <= this.greatest;
	}

}
