package io.github.iotcustomauth.local.authorizer;

import org.jspecify.annotations.Nullable;

/**
 * Decides about a connection attempt: finds the authorizer it names, verifies its token
 * and asks it.
 */
@FunctionalInterface
public interface ConnectAuthorizer {

	/**
	 * Decide about an attempt. Called on a worker thread of the endpoint, never on its
	 * event loop; may block for as long as AWS lets an authorizer take (5 seconds).
	 * @param attempt what the client presented
	 * @return the decision
	 */
	ConnectDecision authorize(ConnectAttempt attempt);

	/**
	 * Decide about an attempt, and tell when an authorizer is really asked: not one that
	 * is unknown or inactive, nor any about a token that is not genuine.
	 * @param attempt what the client presented
	 * @param listener is told of the call
	 * @return the decision
	 */
	default ConnectDecision authorize(ConnectAttempt attempt, CallListener listener) {
		listener.asked();
		return authorize(attempt);
	}

	/**
	 * Listener for the call of an authorizer.
	 */
	@FunctionalInterface
	interface CallListener {

		/**
		 * Called right before an authorizer is asked.
		 */
		void asked();

		/**
		 * Called after a function has answered or failed.
		 * @param authorizer the name of the authorizer
		 * @param event what the function was asked, with the secrets of the client
		 * @param response what it answered, or {@code null} when it failed
		 * @param decision what the endpoint makes of it
		 */
		default void answered(String authorizer, AuthorizerEvent event, @Nullable AuthorizerResponse response,
				ConnectDecision decision) {
		}

	}

}
