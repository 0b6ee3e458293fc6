package io.github.iotcustomauth.internal.store;

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
	 * Tell a participant about the end, in the order of the calls. Stored participants
	 * learn of a rollback to a savepoint, too.
	 * @param number the number of its message
	 * @param participant the participant
	 */
	void join(long number, Participant participant);

	/**
	 * Tell a participant without a stored message about the end.
	 * @param participant the participant
	 */
	void join(Participant participant);

	/**
	 * Participant of a transaction. Exactly one of its methods is called, once, on the
	 * thread that ends the transaction or on one of the store. Must not block.
	 */
	interface Participant {

		/**
		 * The transaction was committed, with the message.
		 */
		void committed();

		/**
		 * The transaction was rolled back, or the part of it that had the message.
		 */
		void rolledBack();

		/**
		 * The outcome cannot be found out: the message may be in the store.
		 */
		void lost();

	}

}
