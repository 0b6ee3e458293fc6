package io.github.iotcustomauth.sample.console;

/**
 * Direction of a message, seen from the application.
 */
enum Direction {

	/**
	 * Handed over to the connection.
	 */
	SENT,

	/**
	 * Handed over to a subscriber.
	 */
	RECEIVED

}
