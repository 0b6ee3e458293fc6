package io.github.iotcustomauth;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Application event: an established connection ended, or an attempt to connect failed.
 * Published on a thread of the application, in order with {@link ConnectedEvent}, never
 * on a native event-loop thread.
 *
 * @param connection the name of the connection
 * @param clientId the client id
 * @param wasConnected whether there was a connection; {@code false} after an attempt
 * @param failure why, and what to check; of the kind {@link IotFailure.Kind#REJECTED} if
 * the authorizer, its policy or the server denied it
 * @param nextAttempt when the next attempt starts, or {@code null} when none will
 */
public record DisconnectedEvent(String connection, String clientId, boolean wasConnected, IotFailure failure,
		@Nullable Instant nextAttempt) {
}
