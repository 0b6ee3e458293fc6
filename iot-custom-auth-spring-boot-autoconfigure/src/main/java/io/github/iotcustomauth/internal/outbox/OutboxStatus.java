package io.github.iotcustomauth.internal.outbox;

import java.time.Instant;

import io.github.iotcustomauth.IotFailure;
import org.jspecify.annotations.Nullable;

/**
 * Snapshot of an outbox. Rows that others add or remove are counted every few minutes.
 *
 * @param failure why messages are refused, or {@code null} if they are not
 * @param rows the number of rows
 * @param maxRows how many rows there may be
 * @param setAside the number of rows that are not sent
 * @param otherClients the number of rows of other client ids
 * @param oldestOfOthers when the oldest of them was stored, or {@code null}
 */
public record OutboxStatus(@Nullable IotFailure failure, long rows, long maxRows, long setAside, long otherClients,
		@Nullable Instant oldestOfOthers) {
}
