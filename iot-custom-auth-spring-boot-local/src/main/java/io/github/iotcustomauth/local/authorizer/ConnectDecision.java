package io.github.iotcustomauth.local.authorizer;

import java.time.Duration;

import io.github.iotcustomauth.local.policy.PolicyEvaluator;

/**
 * What the authorizer decided about a connection attempt.
 */
public sealed interface ConnectDecision {

	/**
	 * The client may go on to the policy check of {@code iot:Connect}.
	 *
	 * @param principalId the principal that the authorizer named
	 * @param policies the policies of this connection, their variables already bound to
	 * it
	 * @param disconnectAfter how long the connection may last
	 * @param refreshAfter after how long the authorizer is asked again
	 */
	record Granted(String principalId, PolicyEvaluator policies, Duration disconnectAfter,
			Duration refreshAfter) implements ConnectDecision {
	}

	/**
	 * The client is refused.
	 *
	 * @param reason which rule was broken, for the log of the endpoint; never sent to the
	 * client and free of secrets
	 */
	record Refused(String reason) implements ConnectDecision {
	}

}
