package io.github.iotcustomauth.local.authorizer;

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
	 * @param onAsked to be run right before an authorizer is asked
	 * @return the decision
	 */
	default ConnectDecision authorize(ConnectAttempt attempt, Runnable onAsked) {
		onAsked.run();
		return authorize(attempt);
	}

}
