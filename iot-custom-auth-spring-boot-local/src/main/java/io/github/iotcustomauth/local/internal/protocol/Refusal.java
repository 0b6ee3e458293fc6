package io.github.iotcustomauth.local.internal.protocol;

import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.github.iotcustomauth.local.policy.PolicyDecision.Outcome;

/**
 * Why a connection attempt is refused.
 *
 * @param code the MQTT 5 reason code; MQTT 3.1.1 clients are told nothing
 * @param rule the rule that was broken, for the log
 */
public record Refusal(int code, String rule) {

	public static String rule(PolicyDecision denied) {
		return (denied.outcome() == Outcome.EXPLICIT_DENY) ? "the policy: " + denied.describe()
				: "the policy does not allow " + denied.action() + " on " + denied.resource()
						+ ((denied.nearestMiss() != null) ? "; " + denied.nearestMiss() : "");
	}

	public static Refusal notAuthorized(String rule) {
		return new Refusal(ReasonCode.NOT_AUTHORIZED, rule);
	}

}
