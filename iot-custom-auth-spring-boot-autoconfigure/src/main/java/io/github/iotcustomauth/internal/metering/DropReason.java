package io.github.iotcustomauth.internal.metering;

/**
 * Reason why a received message is dropped.
 */
public enum DropReason {

	/**
	 * The queue of its listener is full.
	 */
	QUEUE_FULL,

	/**
	 * No listener subscribes to its topic.
	 */
	NO_LISTENER,

	/**
	 * No listener came in time for a message of a kept session, or for a direct message.
	 */
	LISTENER_TOO_LATE

}
