package io.github.iotcustomauth.local;

import java.util.Locale;
import java.util.Set;

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
	 * 128 KiB of payload or CONNECT, 146 KiB a packet: otherwise 0x97. In a PUBLISH or
	 * CONNECT, 8 KiB of user properties, 256 bytes of content type, 8 KiB of correlation
	 * data, and a Maximum Packet Size of at least 512: likewise. When switched off,
	 * packets may have 1 MiB.
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
	 * Sessions are kept for an hour at most, as in an account for which AWS has not
	 * raised this quota. It can be raised to 7 days.
	 */
	SESSION_EXPIRY,

	/**
	 * A client that connects with the id of another takes its place. When switched off,
	 * it is refused with 0x85 while the other is connected.
	 */
	TAKE_OVER,

	/**
	 * CONNACK of MQTT 5 tells the limits. When switched off, it tells only what a client
	 * has to know: an assigned client id, another session expiry or keep-alive than it
	 * asked for.
	 */
	CONNACK,

	/**
	 * A message without PUBACK is sent again on the live connection after 30 seconds.
	 */
	REDELIVERY,

	/**
	 * 100 messages and 512 KiB a second on a connection in each direction. Messages
	 * beyond that are discarded, bytes are delayed.
	 */
	PUBLISH_RATE,

	/**
	 * Messages that waited for a client are delivered at 10 a second, those of a shared
	 * subscription at 20 a second to each member.
	 */
	QUEUED_DELIVERY,

	/**
	 * One retained message a second for a topic; a faster one is discarded, with 0x97 for
	 * QoS 1 of MQTT 5.
	 */
	RETAINED_RATE;

	/**
	 * The limits that slow clients down. Tests switch them on one by one, since they
	 * would take longer with them; beside a running application all are kept.
	 */
	public static final Set<Limit> PACES = Set.of(PUBLISH_RATE, QUEUED_DELIVERY, RETAINED_RATE);

	/**
	 * Return the name of this limit in properties.
	 * @return the name, in kebab case
	 */
	public String key() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Return a message about a broken rule that says how not to keep it.
	 * @param rule the rule
	 * @return the message
	 */
	public String broken(String rule) {
		return rule + "; see limits." + key() + ": false";
	}

}
