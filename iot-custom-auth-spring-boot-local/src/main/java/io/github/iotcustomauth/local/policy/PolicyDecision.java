package io.github.iotcustomauth.local.policy;

import org.jspecify.annotations.Nullable;

/**
 * What the policies of a connection say about an action on a resource, and why.
 *
 * @param outcome the result
 * @param action the action that was asked for
 * @param resource the resource that was asked for
 * @param match what decided, or {@code null} when no statement applied
 * @param nearestMiss why the statement that came nearest to allow it did not, as a part
 * of a sentence; {@code null} when a statement applied, or none allows the action at all
 */
public record PolicyDecision(Outcome outcome, String action, String resource, @Nullable Match match,
		@Nullable String nearestMiss) {

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
		if (this.match == null) {
			return subject + (isAllowed() ? " is allowed" : " is denied: no statement allows it")
					+ ((this.nearestMiss != null) ? "; " + this.nearestMiss : "");
		}
		return subject + " is " + (isAllowed() ? "allowed" : "denied") + " by " + this.match.place() + " for "
				+ Spelling.shown(this.match.resource());
	}

	/**
	 * The statement that decided.
	 *
	 * @param document the number of its document, from 1
	 * @param number its number in that document, from 1
	 * @param statement the statement
	 * @param resource the resource of the statement that matched, as the policy has it
	 */
	public record Match(int document, int number, PolicyStatement statement, String resource) {

		/**
		 * Say where the statement is.
		 * @return its {@code Sid} or number, and the number of its document
		 */
		public String place() {
			return "statement " + ((this.statement.sid() != null) ? "'" + this.statement.sid() + "'" : this.number)
					+ " of policy document " + this.document;
		}

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
