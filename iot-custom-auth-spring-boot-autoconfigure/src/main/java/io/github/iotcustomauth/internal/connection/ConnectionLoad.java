package io.github.iotcustomauth.internal.connection;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Snapshot of what a connection has in work.
 *
 * @param pending the number of publishes that are not answered
 * @param pendingBytes their size
 * @param quarantined the number of topics and filters on which the server may hang up
 * @param inWork the number of received messages that wait for their handlers or are
 * handled
 * @param credentialsExpireAt when the credentials of the connection expire, or
 * {@code null} if there is no connection or they do not
 */
public record ConnectionLoad(int pending, long pendingBytes, int quarantined, int inWork,
		@Nullable Instant credentialsExpireAt) {
}
