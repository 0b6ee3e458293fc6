package io.github.iotcustomauth;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Application event about the connection. Published on a thread of the application, in
 * order, never on a native event-loop thread.
 */
public sealed interface ConnectionEvent {

	/**
	 * The client id of the connection.
	 * @return the client id
	 */
	String clientId();

	/**
	 * The connection was established: CONNACK arrived.
	 *
	 * @param clientId the client id
	 * @param sessionPresent whether the server kept the session of the last connection
	 */
	record Connected(String clientId, boolean sessionPresent) implements ConnectionEvent {
	}

	/**
	 * An established connection ended.
	 *
	 * @param clientId the client id
	 * @param failure why
	 */
	record Disconnected(String clientId, IotFailure failure) implements ConnectionEvent {
	}

	/**
	 * The server refused an attempt.
	 *
	 * @param clientId the client id
	 * @param failure the reason code of the CONNACK and what to check
	 * @param nextAttempt when the next attempt starts, or {@code null} when none will
	 */
	record Refused(String clientId, IotFailure failure, @Nullable Instant nextAttempt) implements ConnectionEvent {
	}

	/**
	 * An attempt failed before the server answered: no credentials, no network, no trust.
	 *
	 * @param clientId the client id
	 * @param failure why
	 * @param nextAttempt when the next attempt starts, or {@code null} when none will
	 */
	record AttemptFailed(String clientId, IotFailure failure,
			@Nullable Instant nextAttempt) implements ConnectionEvent {
	}

	/**
	 * The server refused a subscription.
	 *
	 * @param clientId the client id
	 * @param filter the topic filter
	 * @param failure the reason code of the SUBACK and what to check
	 * @param nextAttempt when the filter is asked for again, unless a new connection
	 * comes first
	 */
	record SubscriptionRefused(String clientId, TopicFilter filter, IotFailure failure,
			Instant nextAttempt) implements ConnectionEvent {
	}

}
