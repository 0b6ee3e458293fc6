package io.github.iotcustomauth.internal.filters;

/**
 * State of a subscription.
 */
public enum SubscriptionState {

	/**
	 * The server has not answered yet, or there is no connection.
	 */
	PENDING,

	/**
	 * The server has granted all filters, or the subscription needs no SUBSCRIBE, and the
	 * connection is established.
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
