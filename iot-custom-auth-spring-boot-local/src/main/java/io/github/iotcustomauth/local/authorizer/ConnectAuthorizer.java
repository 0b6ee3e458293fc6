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

}
