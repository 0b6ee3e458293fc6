package io.github.iotcustomauth;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Handle of a subscription, from {@link IotConnection#subscribe(IotSubscription)} to
 * {@link IotConnection#unsubscribe(ActiveSubscription)}. Thread-safe.
 */
public interface ActiveSubscription {

	/**
	 * Return what was subscribed to.
	 * @return the subscription
	 */
	IotSubscription getSubscription();

	/**
	 * Return the answer of the server.
	 * @return a future that completes when the server has granted all filters, on the
	 * next connection if there is none now. It fails with an
	 * {@link IotConnectionException} when the server refuses one of them, which is still
	 * requested again (see {@link IotConnection#getRefusedSubscriptions()}), when the
	 * connection has no room for more subscriptions, and when the subscription or the
	 * connection ends before. See {@link IotConnection} about threads
	 */
	CompletableFuture<@Nullable Void> getGranted();

	/**
	 * Return the present state. Never blocks.
	 * @return the state
	 */
	State getState();

	/**
	 * State of a subscription.
	 */
	enum State {

		/**
		 * The server has not answered yet, or there is no connection.
		 */
		PENDING,

		/**
		 * The server has granted all filters, or the subscription needs no SUBSCRIBE, and
		 * the connection is established.
		 */
		GRANTED,

		/**
		 * The server refuses at least one of the filters at present.
		 */
		REFUSED,

		/**
		 * Unsubscribed, or not accepted by the connection.
		 */
		ENDED

	}

}
