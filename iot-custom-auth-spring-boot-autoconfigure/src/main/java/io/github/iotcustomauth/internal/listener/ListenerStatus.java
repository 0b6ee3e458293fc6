package io.github.iotcustomauth.internal.listener;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotSubscription;

/**
 * Snapshot of a listener.
 *
 * @param connection the connection that it receives by
 * @param subscription its subscription, whose name is the id of the listener
 * @param state its state
 */
public record ListenerStatus(IotConnection connection, IotSubscription subscription, State state) {

	/**
	 * State of a listener.
	 */
	public enum State {

		/**
		 * The server has granted the subscription.
		 */
		RECEIVING,

		/**
		 * There is no connection, or the server has not answered.
		 */
		WAITING,

		/**
		 * The server refuses the subscription at present.
		 */
		REFUSED,

		/**
		 * Paused without a subscription.
		 */
		UNSUBSCRIBED,

		/**
		 * Not started, or stopped.
		 */
		STOPPED

	}

}
