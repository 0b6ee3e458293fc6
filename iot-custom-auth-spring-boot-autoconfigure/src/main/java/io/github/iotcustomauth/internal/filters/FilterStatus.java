package io.github.iotcustomauth.internal.filters;

import java.util.List;

import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;

/**
 * Snapshot of a topic filter.
 *
 * @param filter the filter
 * @param qos the highest quality of service that was asked for
 * @param state its state
 * @param subscriptions the names of the subscriptions that have it
 */
public record FilterStatus(TopicFilter filter, Qos qos, State state, List<String> subscriptions) {

	/**
	 * State of a topic filter.
	 */
	public enum State {

		/**
		 * There is no connection, or the server has not answered.
		 */
		WAITING,

		/**
		 * The server sends what matches.
		 */
		GRANTED,

		/**
		 * The server has refused it, and it is asked for again later.
		 */
		REFUSED,

		/**
		 * No subscription has it any more, and the server has not removed it.
		 */
		LEAVING,

		/**
		 * What the server sends without a subscription, for instance direct messages.
		 */
		DIRECT

	}

}
