package io.github.iotcustomauth.internal.outbox;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.publishing.PendingPublish;
import io.github.iotcustomauth.internal.store.PublishStore.Row;
import org.jspecify.annotations.Nullable;

/**
 * Handles rows that are read.
 */
interface RowHandler {

	/**
	 * Make the publish of a row that an earlier process, or another one, has written.
	 * @param number the number of the row
	 * @param message its message
	 * @return the publish
	 */
	PendingPublish restored(long number, IotMessage message);

	/**
	 * A row cannot be sent.
	 * @param row the row
	 * @param publish its publish, or {@code null}
	 */
	void unsent(Row row, @Nullable PendingPublish publish);

	/**
	 * A row is gone.
	 * @param publish its publish
	 */
	void gone(PendingPublish publish);

}
