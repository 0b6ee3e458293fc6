package io.github.iotcustomauth.local.gateway;

/**
 * A limit of AWS IoT Core that the endpoint keeps, and that can be switched off.
 *
 * @see <a href= "https://docs.aws.amazon.com/general/latest/gr/iot-core.html">AWS IoT
 * Core endpoints and quotas</a>
 */
public enum Limit {

	/**
	 * One CONNECT a second for a client id; a faster one is refused with 0x97.
	 */
	CONNECT_RATE,

	/**
	 * QoS 0 and 1 only: QoS 2 ends an MQTT 5 connection with 0x9B and is left without an
	 * answer in MQTT 3.1.1. A will cannot have QoS 2 in any case.
	 */
	QOS,

	/**
	 * 128 KiB of payload, 146 KiB a packet: otherwise 0x95. When switched off, packets
	 * may have 1 MiB.
	 */
	PAYLOAD,

	/**
	 * Topics of 256 bytes with 7 slashes: otherwise 0x90 or 0x8F.
	 */
	TOPIC,

	/**
	 * 8 topic filters in a SUBSCRIBE: otherwise 0x97.
	 */
	FILTERS_PER_SUBSCRIBE,

	/**
	 * 50 subscriptions on a connection: the next gets 0x97.
	 */
	SUBSCRIPTIONS,

	/**
	 * 100 messages without PUBACK in each direction: one more of a client gets 0x93.
	 */
	IN_FLIGHT,

	/**
	 * Keep-alive intervals between 30 and 1200 seconds. When switched off, a client that
	 * asks for none is never cut.
	 */
	KEEP_ALIVE,

	/**
	 * Sessions are kept for 7 days at most.
	 */
	SESSION_EXPIRY

}
