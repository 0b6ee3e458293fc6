package io.github.iotcustomauth.local.internal.session;

import io.github.iotcustomauth.local.policy.ConnectContext;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.github.iotcustomauth.local.policy.PolicyDecision.Outcome;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;

/**
 * Policies that a test may have given: an evaluator that throws denies, so that every
 * client gets an answer and the sender of a message is not blamed for its receiver.
 *
 * @param evaluator evaluates the policies
 */
record GuardedPolicies(PolicyEvaluator evaluator) implements PolicyEvaluator {

	@Override
	public boolean isAllowed(String action, String resource) {
		return explain(action, resource, ConnectContext.NONE).isAllowed();
	}

	@Override
	public PolicyDecision explain(String action, String resource, ConnectContext connect) {
		try {
			return this.evaluator.explain(action, resource, connect);
		}
		catch (RuntimeException | Error ex) {
			// its message may hold a secret
			return new PolicyDecision(Outcome.IMPLICIT_DENY, action, resource, null,
					"the policy evaluator threw " + ex.getClass().getName());
		}
	}

}
