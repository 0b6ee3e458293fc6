package io.github.iotcustomauth.internal.outbox;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.store.PublishStore.OtherClient;
import org.jspecify.annotations.Nullable;

/**
 * Snapshot of an outbox. Rows that others add or remove are counted every few minutes.
 *
 * @param failure why messages are refused, or {@code null} if they are not
 * @param rows the number of rows
 * @param maxRows how many rows there may be
 * @param setAside the number of rows that are not sent
 * @param others those client ids whose rows are the oldest
 */
public record OutboxStatus(@Nullable IotFailure failure, long rows, long maxRows, long setAside,
		List<OtherClient> others) {

	/**
	 * The status of several outboxes that share a table.
	 * @param all the status of each
	 * @param clientIds the client ids of all of them
	 * @return the status of all, or {@code null} if there is none
	 */
	public static @Nullable OutboxStatus join(List<OutboxStatus> all, Collection<String> clientIds) {
		if (all.isEmpty()) {
			return null;
		}
		return new OutboxStatus(
				all.stream().map(OutboxStatus::failure).filter(Objects::nonNull).findFirst().orElse(null),
				all.stream().mapToLong(OutboxStatus::rows).sum(), all.stream().mapToLong(OutboxStatus::maxRows).sum(),
				all.stream().mapToLong(OutboxStatus::setAside).sum(),
				all.get(0).others().stream().filter((other) -> !clientIds.contains(other.clientId())).toList());
	}

}
