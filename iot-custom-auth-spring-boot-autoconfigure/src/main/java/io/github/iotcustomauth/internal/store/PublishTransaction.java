package io.github.iotcustomauth.internal.store;

import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;

import io.github.iotcustomauth.IotMessage;

/**
 * A transaction of the application that publishes join. Used by the thread of the
 * transaction, except for {@link #isOpenHere()}.
 */
public interface PublishTransaction {

	/**
	 * Whether nothing can be stored in it.
	 * @return whether it is read-only
	 */
	boolean isReadOnly();

	/**
	 * Whether it has not ended and the calling thread has to end it. May be called by any
	 * thread.
	 * @return whether waiting for its end would never end
	 */
	boolean isOpenHere();

	/**
	 * Store a message in the transaction. It is durable when that commits.
	 * @param message the message
	 * @return the number of the message
	 * @throws RuntimeException if it cannot be stored
	 */
	long append(IotMessage message);

	/**
	 * The participant that learns of the end.
	 * @param first makes the participant when there is none yet
	 * @return the participant
	 */
	Participant participant(Supplier<? extends Participant> first);

	/**
	 * Participant of a transaction. {@link #ended} or {@link #lost} is called, once, on
	 * the thread that ends the transaction or on one of the store. Must not block.
	 */
	interface Participant {

		/**
		 * The messages to look for after a commit: a rollback to a savepoint may have
		 * taken some back.
		 * @return the numbers of the messages
		 */
		Collection<Long> numbers();

		/**
		 * The transaction has a savepoint.
		 * @param savepoint the savepoint
		 */
		void savepoint(Object savepoint);

		/**
		 * What was published since a savepoint was rolled back. A savepoint that is not
		 * known is older than the participant.
		 * @param savepoint the savepoint
		 */
		void rolledBackTo(Object savepoint);

		/**
		 * The transaction has ended.
		 * @param committed whether it is known that at least a part was committed
		 * @param existing those of the messages that are in the store
		 */
		void ended(boolean committed, Set<Long> existing);

		/**
		 * The outcome cannot be found out: the messages may be in the store.
		 */
		void lost();

	}

}
