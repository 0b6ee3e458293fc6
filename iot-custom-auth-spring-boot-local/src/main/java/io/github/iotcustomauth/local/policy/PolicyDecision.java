package io.github.iotcustomauth.local.policy;

import org.jspecify.annotations.Nullable;

/**
 * What the policies of a connection say about an action on a resource, and why.
 *
 * @param outcome the result
 * @param action the action that was asked for
 * @param resource the resource that was asked for
 * @param statement the statement that decided, or {@code null} when none applied
 * @param statementResource the resource of that statement that matched, as the policy has
 * it, or {@code null} when none applied
 */
public record PolicyDecision(Outcome outcome, String action, String resource, @Nullable PolicyStatement statement,
		@Nullable String statementResource) {

	/**
	 * Return whether the action is allowed.
	 * @return whether the action is allowed
	 */
	public boolean isAllowed() {
		return this.outcome == Outcome.ALLOWED;
	}

	/**
	 * Describe the decision in one sentence, for a log or a failed assertion.
	 * @return the description
	 */
	public String describe() {
		String subject = this.action + " on " + this.resource;
		if (this.statement == null) {
			return subject + (isAllowed() ? " is allowed" : " is denied: no statement allows it");
		}
		return subject + " is " + (isAllowed() ? "allowed" : "denied") + " by the statement " + sid(this.statement)
				+ " for " + this.statementResource;
	}

	private static String sid(PolicyStatement statement) {
		return (statement.sid() != null) ? "'" + statement.sid() + "'" : "without Sid";
	}

	/**
	 * The possible results, named as in the answer of AWS IoT's
	 * {@code TestAuthorization}.
	 */
	public enum Outcome {

		/**
		 * A statement allows it and none denies it.
		 */
		ALLOWED,

		/**
		 * A statement denies it.
		 */
		EXPLICIT_DENY,

		/**
		 * No statement applies.
		 */
		IMPLICIT_DENY

	}

}
