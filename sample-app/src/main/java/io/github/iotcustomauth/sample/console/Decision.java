package io.github.iotcustomauth.sample.console;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A decision of the policies of a client.
 *
 * @param at when it was made last
 * @param clientId the client id
 * @param subject what was asked for
 * @param allowed whether it was allowed
 * @param explanation the statement that decided, or why none did
 * @param statement that statement, or {@code null} if it is not known
 * @param count how often it was made
 */
record Decision(Instant at, String clientId, String subject, boolean allowed, String explanation,
		@Nullable Map<String, Object> statement, long count) {

	Decision again(Instant at) {
		return new Decision(at, this.clientId, this.subject, this.allowed, this.explanation, this.statement,
				this.count + 1);
	}

}
