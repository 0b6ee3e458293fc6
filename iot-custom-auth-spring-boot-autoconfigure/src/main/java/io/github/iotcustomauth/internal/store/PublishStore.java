package io.github.iotcustomauth.internal.store;

import java.time.Duration;
import java.util.List;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;

/**
 * Store for accepted QoS 1 publishes until they are acknowledged, so that they survive
 * the process. Used by one connection at a time.
 */
public interface PublishStore {

	/**
	 * Open the store.
	 * @param clientId the client id that the messages belong to
	 * @return the stored messages, oldest first
	 * @throws RuntimeException if they cannot be read: the connection does not start
	 */
	List<Stored> open(String clientId);

	/**
	 * Store a message. When this method returns, the message is durable. Never called by
	 * two threads at a time.
	 * @param message the message
	 * @return the number of the message, greater than those before
	 * @throws RuntimeException if it cannot be stored: the publish fails
	 */
	long append(IotMessage message);

	/**
	 * The transactions of the application that publishes can join.
	 * @param clientId the client id that their messages belong to
	 * @return the transactions, by default none
	 */
	default PublishTransactions transactions(String clientId) {
		return () -> null;
	}

	/**
	 * Remove a message that is acknowledged or given up. Called on native event-loop
	 * threads: must not block, and may remove the message later.
	 * @param number the number of the message
	 */
	void remove(long number);

	/**
	 * Keep a message that is given up because the server hangs up on it, together with
	 * the reason: it is not among those that are sent after the next start. Called on
	 * native event-loop threads and the engine: must not block, and may mark it later.
	 * @param number the number of the message
	 * @param reason why it was given up
	 */
	void setAside(long number, IotFailure reason);

	/**
	 * Complete the removals that {@link #remove(long)} has postponed, and close the
	 * store. It may be opened again.
	 * @param limit the time limit
	 */
	void close(Duration limit);

	/**
	 * Stored message.
	 *
	 * @param number its number
	 * @param message the message
	 */
	record Stored(long number, IotMessage message) {
	}

}
