package io.github.iotcustomauth;

/**
 * State of an {@link IotConnection}.
 */
public enum ConnectionState {

	/**
	 * Not started yet.
	 */
	NEW,

	/**
	 * An attempt is in progress, from requesting credentials to CONNACK.
	 */
	CONNECTING,

	/**
	 * CONNACK arrived and the connection has not been lost since.
	 */
	CONNECTED,

	/**
	 * Not connected; the next attempt is scheduled.
	 */
	WAITING,

	/**
	 * Refused by the authorizer or its policy; the next attempt is scheduled, later than
	 * after a network failure.
	 */
	REJECTED,

	/**
	 * Being closed.
	 */
	STOPPING,

	/**
	 * Closed, without a native handle or thread left.
	 */
	STOPPED

}
