package io.github.iotcustomauth.local;

import java.net.InetSocketAddress;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Connection of a client, as {@code GetConnection} of AWS IoT Core describes it: of one
 * that is connected, or has been within the last 30 minutes.
 *
 * @param clientId the client id
 * @param connected whether the client is connected
 * @param cleanSession whether its session ends with the connection
 * @param keepAliveSeconds the keep-alive interval that the client asked for
 * @param sessionExpirySeconds for how long its session is kept after the connection
 * @param since when it connected or, unless it is connected, disconnected; {@code null}
 * for a session whose connection ended more than 30 minutes ago
 * @param disconnectReason why it was disconnected, in the words of the lifecycle events;
 * {@code null} for a client that is connected
 * @param source the address of the client
 * @param target the address of the endpoint
 */
public record ClientConnection(String clientId, boolean connected, boolean cleanSession, int keepAliveSeconds,
		long sessionExpirySeconds, @Nullable Instant since, @Nullable String disconnectReason,
		@Nullable InetSocketAddress source, @Nullable InetSocketAddress target) {

	/**
	 * Return the connection after its end.
	 * @param reason why it ended
	 * @param at when it ended
	 * @return the changed copy
	 */
	public ClientConnection ended(String reason, Instant at) {
		return new ClientConnection(this.clientId, false, this.cleanSession, this.keepAliveSeconds,
				this.sessionExpirySeconds, at, reason, this.source, this.target);
	}

}
