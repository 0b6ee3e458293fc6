package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

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
 * @param age the age of the oldest row that is to be sent, as of the last count
 * @param others those client ids whose rows are the oldest
 */
public record OutboxStatus(@Nullable IotFailure failure, long rows, long maxRows, long setAside, Duration age,
		List<OtherClient> others) {

	/**
	 * Join the outboxes of a pool.
	 * @param other the outbox of another member
	 * @return the status of both
	 */
	public OutboxStatus with(OutboxStatus other) {
		return new OutboxStatus((this.failure != null) ? this.failure : other.failure, this.rows + other.rows,
				this.maxRows + other.maxRows, this.setAside + other.setAside,
				(this.age.compareTo(other.age) < 0) ? other.age : this.age, this.others);
	}

	/**
	 * Leave out other connections of this application.
	 * @param clientIds their client ids
	 * @return the status without their rows among the others
	 */
	public OutboxStatus without(Collection<String> clientIds) {
		return new OutboxStatus(this.failure, this.rows, this.maxRows, this.setAside, this.age,
				this.others.stream().filter((other) -> !clientIds.contains(other.clientId())).toList());
	}

}
