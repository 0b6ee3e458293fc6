package io.github.iotcustomauth.internal.connection;

import java.time.Instant;
import java.util.List;

import io.github.iotcustomauth.internal.filters.FilterStatus;
import io.github.iotcustomauth.internal.publishing.PublishingStatus;
import io.github.iotcustomauth.internal.transport.GrantedSettings;
import org.jspecify.annotations.Nullable;

/**
 * Snapshot of a connection in detail, for those who operate it.
 *
 * @param history its last states and failures
 * @param granted what the server granted, or {@code null} without a connection
 * @param credentialsOrigins where the credentials come from
 * @param credentialsExpireAt when the presented credentials expire, or {@code null} if
 * that is not known
 * @param filters the topic filters
 * @param publishing the publishes that wait
 */
public record ConnectionDetails(StateHistory history, @Nullable GrantedSettings granted,
		List<String> credentialsOrigins, @Nullable Instant credentialsExpireAt, List<FilterStatus> filters,
		PublishingStatus publishing) {
}
