package io.github.iotcustomauth.local.internal.session;

/**
 * Why a connection ended, in the words of AWS IoT Core's lifecycle events.
 */
public enum EndReason {

	/**
	 * The client sent a DISCONNECT.
	 */
	CLIENT_INITIATED_DISCONNECT,

	/**
	 * The connection broke.
	 */
	CONNECTION_LOST,

	/**
	 * Another client connected with the same id.
	 */
	DUPLICATE_CLIENTID,

	/**
	 * Nothing was heard of the client for one and a half keep-alive intervals.
	 */
	MQTT_KEEP_ALIVE_TIMEOUT,

	/**
	 * The endpoint was told to disconnect the client, or stopped.
	 */
	SERVER_INITIATED_DISCONNECT,

	/**
	 * The connection was deleted by {@code DeleteConnection}.
	 */
	API_INITIATED_DISCONNECT,

	/**
	 * The time that the authorizer granted is over.
	 */
	CUSTOMAUTH_TTL_EXPIRATION,

	/**
	 * The policy does not allow what the client did.
	 */
	AUTH_ERROR,

	/**
	 * The client broke the protocol or a limit.
	 */
	CLIENT_ERROR

}
