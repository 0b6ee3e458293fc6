package io.github.iotcustomauth.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * Transactions of the application that publishes can join.
 */
@FunctionalInterface
public interface PublishTransactions {

	/**
	 * The transaction of the calling thread.
	 * @return the transaction, or {@code null} outside of one
	 */
	@Nullable PublishTransaction current();

}
