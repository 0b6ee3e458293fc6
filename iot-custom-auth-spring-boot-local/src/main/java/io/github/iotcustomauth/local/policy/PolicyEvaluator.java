package io.github.iotcustomauth.local.policy;

import java.util.Set;

import io.github.iotcustomauth.local.policy.PolicyDecision.Outcome;

/**
 * Evaluates the policies of one connection.
 */
@FunctionalInterface
public interface PolicyEvaluator {

	/**
	 * Whether an action on a resource is allowed. What no statement names is denied, and
	 * a denial outweighs every permission.
	 * @param action the action, for instance {@code iot:Publish}
	 * @param resource the resource without its ARN prefix, for instance
	 * {@code topic/home/kitchen}
	 * @return whether it is allowed
	 */
	boolean isAllowed(String action, String resource);

	/**
	 * Decide about an action on a resource and say what decided.
	 * @param action the action, for instance {@code iot:Connect}
	 * @param resource the resource without its ARN prefix, for instance
	 * {@code client/sensor-7}
	 * @param attributes what a connection attempt asks for, empty for every other action
	 * @return the decision
	 */
	default PolicyDecision explain(String action, String resource, Set<ConnectAttribute> attributes) {
		return new PolicyDecision(isAllowed(action, resource) ? Outcome.ALLOWED : Outcome.IMPLICIT_DENY, action,
				resource, null, null);
	}

}
