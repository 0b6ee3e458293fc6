package io.github.iotcustomauth.sample.console;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A decision of the local endpoint about a client.
 *
 * @param at when it was made last
 * @param clientId the client id
 * @param subject what was asked for
 * @param allowed whether it was allowed
 * @param explanation where the statement is that decided, or why none did
 * @param statement the JSON text of that statement, or {@code null} if none applied
 * @param count how often it was made
 */
record Decision(Instant at, String clientId, String subject, boolean allowed, String explanation,
		@Nullable String statement, long count) {

	/**
	 * Return the decision with the count of the same one before.
	 * @param before the decision before, or {@code null} if there is none
	 * @return the decision to keep
	 */
	Decision after(@Nullable Decision before) {
		if (before == null || before.allowed != this.allowed || !before.explanation.equals(this.explanation)) {
			return this;
		}
		return new Decision(this.at, this.clientId, this.subject, this.allowed, this.explanation, this.statement,
				before.count + 1);
	}

}
