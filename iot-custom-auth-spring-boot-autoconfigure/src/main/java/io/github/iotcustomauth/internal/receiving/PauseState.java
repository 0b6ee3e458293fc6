package io.github.iotcustomauth.internal.receiving;

/**
 * State of a paused subscription.
 */
public enum PauseState {

	/**
	 * Messages are held.
	 */
	HOLDING,

	/**
	 * Messages are left to the server.
	 */
	LEFT_TO_SERVER,

	/**
	 * Messages are left to the server, which sends no new ones.
	 */
	UNSUBSCRIBED

}
