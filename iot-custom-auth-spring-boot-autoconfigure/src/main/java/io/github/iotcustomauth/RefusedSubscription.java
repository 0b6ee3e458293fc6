package io.github.iotcustomauth;

import java.time.Instant;

import org.springframework.util.Assert;

/**
 * Refusal of a topic filter by the server, and when the connection requests it again.
 * Published as an application event, too, on a thread of the application.
 *
 * @param connection the name of the connection
 * @param clientId the client id of the connection
 * @param filter the topic filter
 * @param failure the reason code of the SUBACK and what to check, or a reason without
 * code if the server answered with none: it did not answer in time, it closed the
 * connection ({@link FailureReason#SERVER_HUNG_UP}), or the filter could not be sent
 * @param nextAttempt when the filter is asked for again at the latest; the next
 * connection may be earlier
 */
public record RefusedSubscription(String connection, String clientId, TopicFilter filter, IotFailure failure,
		Instant nextAttempt) {

	public RefusedSubscription {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(clientId, "'clientId' must not be null");
		Assert.notNull(filter, "'filter' must not be null");
		Assert.notNull(failure, "'failure' must not be null");
		Assert.notNull(nextAttempt, "'nextAttempt' must not be null");
	}

}
