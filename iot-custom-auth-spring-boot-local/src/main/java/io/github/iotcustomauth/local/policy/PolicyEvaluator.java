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
	 * @param connect what a connection attempt brings along
	 * @return the decision
	 */
	default PolicyDecision explain(String action, String resource, ConnectContext connect) {
		return new PolicyDecision(isAllowed(action, resource) ? Outcome.ALLOWED : Outcome.IMPLICIT_DENY, action,
				resource, null, null);
	}

	/**
	 * Decide about an action on a resource and say what decided.
	 * @param action the action
	 * @param resource the resource without its ARN prefix
	 * @param attributes what a connection attempt asks for, empty for every other action
	 * @return the decision
	 */
	default PolicyDecision explain(String action, String resource, Set<ConnectAttribute> attributes) {
		return explain(action, resource, new ConnectContext(attributes, null));
	}

	/**
	 * Decide about {@code iot:Receive}. For a member of a shared subscription the plain
	 * topic or the one with the group has to be allowed, and none of them denied.
	 * @param topic the topic of the message
	 * @param group the group of the shared subscription, or an empty text
	 * @return the decision
	 */
	default PolicyDecision explainReceive(String topic, String group) {
		PolicyDecision plain = explain("iot:Receive", "topic/" + topic, ConnectContext.NONE);
		if (group.isEmpty() || plain.outcome() == Outcome.EXPLICIT_DENY) {
			return plain;
		}
		PolicyDecision shared = explain("iot:Receive", "topic/$share/" + group + "/" + topic, ConnectContext.NONE);
		return (shared.outcome() == Outcome.EXPLICIT_DENY || (!plain.isAllowed() && shared.isAllowed())) ? shared
				: plain;
	}

}
