package io.github.iotcustomauth.local.internal.session;

import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
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

	/**
	 * Return policies that tell each decision.
	 * @param clientId the client id
	 * @param listener is told
	 * @return the policies
	 */
	PolicyEvaluator toldTo(EndpointListener listener, String clientId) {
		return new Told(this, listener, clientId);
	}

	/**
	 * Policies that tell each decision, of which there is one where two resources are
	 * looked at.
	 *
	 * @param policies the policies
	 * @param listener is told
	 * @param clientId the client id
	 */
	private record Told(PolicyEvaluator policies, EndpointListener listener,
			String clientId) implements PolicyEvaluator {

		@Override
		public boolean isAllowed(String action, String resource) {
			return explain(action, resource, ConnectContext.NONE).isAllowed();
		}

		@Override
		public PolicyDecision explain(String action, String resource, ConnectContext connect) {
			return tell(this.policies.explain(action, resource, connect));
		}

		@Override
		public PolicyDecision explainReceive(String topic, String group) {
			return tell(this.policies.explainReceive(topic, group));
		}

		private PolicyDecision tell(PolicyDecision decision) {
			this.listener.decided(this.clientId, decision);
			return decision;
		}

	}

}
