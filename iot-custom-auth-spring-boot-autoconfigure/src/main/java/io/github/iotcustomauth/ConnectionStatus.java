package io.github.iotcustomauth;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Snapshot of an {@link IotConnection}.
 *
 * @param state the state
 * @param since when the state was entered
 * @param attempts the number of attempts since the connection was started or last
 * established; {@code 0} while it is connected
 * @param refusals how many attempts in a row the server refused
 * @param lastFailure the newest failure, or {@code null} when there was none; kept after
 * a connection has been established again
 * @param nextAttempt when the next attempt starts, or {@code null} when none is scheduled
 */
public record ConnectionStatus(ConnectionState state, Instant since, int attempts, int refusals,
		@Nullable IotFailure lastFailure, @Nullable Instant nextAttempt) {

	/**
	 * Whether the connection is established.
	 * @return whether the state is {@link ConnectionState#CONNECTED}
	 */
	public boolean isConnected() {
		return this.state == ConnectionState.CONNECTED;
	}

}
