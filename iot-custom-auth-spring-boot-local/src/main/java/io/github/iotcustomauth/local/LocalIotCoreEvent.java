package io.github.iotcustomauth.local;

import java.time.Instant;

/**
 * Something that happened at a {@link LocalIotCore}. Never carries a secret or a payload.
 *
 * @param at when it happened
 * @param type what happened
 * @param clientId the client id, of which the first 128 characters are kept; empty when
 * the client presented none
 * @param detail more about it, see {@link Type}
 */
public record LocalIotCoreEvent(Instant at, Type type, String clientId, String detail) {

	/**
	 * What happened.
	 */
	public enum Type {

		/**
		 * A client got its successful CONNACK. Detail: protocol version and transport.
		 */
		CONNECTED,

		/**
		 * The authorizer was asked again about a client, and granted it. Detail: the
		 * principal. A refusal ends the connection: {@link #DISCONNECTED}.
		 */
		REFRESHED,

		/**
		 * A connection attempt was refused. Detail: the rule that was broken.
		 */
		REFUSED,

		/**
		 * A client is gone. Detail: the name that AWS IoT Core's lifecycle events give to
		 * the reason, for instance {@code CLIENT_INITIATED_DISCONNECT}, a colon, and
		 * more.
		 */
		DISCONNECTED,

		/**
		 * A subscription was granted. Detail: the topic filter.
		 */
		SUBSCRIBED,

		/**
		 * A client gave a subscription up. Detail: the topic filter.
		 */
		UNSUBSCRIBED,

		/**
		 * A message of a client was accepted. Detail: the topic.
		 */
		PUBLISHED,

		/**
		 * A packet of a client was denied, or a message withheld from it. Detail: the
		 * rule that was broken.
		 */
		DENIED

	}

}
