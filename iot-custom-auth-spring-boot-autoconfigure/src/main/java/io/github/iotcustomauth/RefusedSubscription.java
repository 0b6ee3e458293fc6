package io.github.iotcustomauth;

import java.time.Instant;

import org.springframework.util.Assert;

/**
 * Refusal of a topic filter by the server, and when the connection requests it again.
 *
 * @param failure the reason code of the SUBACK and what to check, or a reason without
 * code if the server answered with none: it did not answer in time, it closed the
 * connection ({@link FailureReason#SERVER_HUNG_UP}), or the filter could not be sent
 * @param nextAttempt when the filter is asked for again at the latest; the next
 * connection may be earlier
 */
public record RefusedSubscription(IotFailure failure, Instant nextAttempt) {

	public RefusedSubscription {
		Assert.notNull(failure, "'failure' must not be null");
		Assert.notNull(nextAttempt, "'nextAttempt' must not be null");
	}

}
