package io.github.iotcustomauth.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotMessage;
import org.jspecify.annotations.Nullable;

/**
 * Store for accepted QoS 1 publishes until they are acknowledged, so that they survive
 * the process. It is a queue: messages wait in the order of their numbers, and the outbox
 * has a part of them in memory.
 * <p>
 * Apart from {@link #transactions(String)}, all methods may block, are called by one
 * thread at a time and change all or nothing. Any of them throws a
 * {@link RuntimeException} when the store cannot do it now.
 */
public interface PublishStore {

	/**
	 * The bounds of the store.
	 * @return the bounds
	 */
	Limits limits();

	/**
	 * What it is called in log lines.
	 * @return the name
	 */
	String name();

	/**
	 * Get ready to work with the messages of a client. May be called again.
	 * @param clientId the client id that the messages belong to
	 * @throws UnusableException if that needs the application's operator
	 */
	void open(String clientId);

	/**
	 * Count the messages.
	 * @param clientId the client id that the messages belong to
	 * @return the counts
	 */
	Counts count(String clientId);

	/**
	 * Count the messages of other clients. May take long.
	 * @param clientId the client id of the others
	 * @return some of the clients, that with the oldest message first
	 */
	List<OtherClient> countOthers(String clientId);

	/**
	 * Whether the store works, apart from what the last call wanted of it.
	 * @return whether another call may succeed
	 */
	boolean isUsable();

	/**
	 * Store messages. When this method returns, they are durable.
	 * @param clientId the client id that the messages belong to
	 * @param messages the messages, asked for when the store is ready to write
	 * @return the numbers of the messages, ascending and greater than those before
	 * @throws UncertainException if they may have been stored
	 */
	List<Long> append(String clientId, Supplier<List<IotMessage>> messages);

	/**
	 * Find the first messages that wait.
	 * @param clientId the client id that the messages belong to
	 * @param limit how many are wanted
	 * @return the numbers of the messages, ascending
	 */
	List<Long> waiting(String clientId, int limit);

	/**
	 * Read messages.
	 * @param numbers the numbers of the messages
	 * @return those that exist, by number
	 */
	List<Row> read(Collection<Long> numbers);

	/**
	 * Find committed messages.
	 * @param numbers the numbers of the messages
	 * @return those that exist
	 */
	Set<Long> existing(Collection<Long> numbers);

	/**
	 * Remove messages that are acknowledged or given up.
	 * @param numbers the numbers of the messages
	 */
	void remove(Collection<Long> numbers);

	/**
	 * Keep messages that cannot be sent, together with the reason: they do not wait any
	 * more.
	 * @param reasons the reasons by number
	 */
	void setAside(Map<Long, FailureReason> reasons);

	/**
	 * Read messages that are set aside.
	 * @param clientId the client id that the messages belong to
	 * @param limit how many are wanted
	 * @return the messages, by number
	 */
	List<SetAside> findSetAside(String clientId, int limit);

	/**
	 * Let a message wait again that is set aside.
	 * @param clientId the client id that the message belongs to
	 * @param number its number
	 * @return whether there was such a message
	 */
	boolean retry(String clientId, long number);

	/**
	 * Remove a message that is set aside.
	 * @param clientId the client id that the message belongs to
	 * @param number its number
	 * @return whether there was such a message
	 */
	boolean discard(String clientId, long number);

	/**
	 * Take over messages of another client.
	 * @param from the client id that the messages belong to
	 * @param clientId the client id that they are to belong to
	 * @return how many there were, 0 when there is none left
	 */
	int adoptSome(String from, String clientId);

	/**
	 * The transactions of the application that publishes can join.
	 * @param clientId the client id that their messages belong to
	 * @return the transactions, by default none
	 */
	default PublishTransactions transactions(String clientId) {
		return () -> null;
	}

	/**
	 * Bounds of a store.
	 *
	 * @param maxRows how many messages of one client it takes
	 * @param timeout how long a caller waits for it
	 */
	record Limits(long maxRows, Duration timeout) {
	}

	/**
	 * Number of messages.
	 *
	 * @param rows all of the client
	 * @param setAside those of them that are set aside
	 * @param age the age of the oldest of the others
	 */
	record Counts(long rows, long setAside, Duration age) {
	}

	/**
	 * Messages of another client.
	 *
	 * @param clientId its client id
	 * @param rows how many there are
	 * @param oldest when the oldest was stored, or {@code null} if that is not known
	 */
	record OtherClient(String clientId, long rows, @Nullable Instant oldest) {
	}

	/**
	 * Stored message.
	 *
	 * @param number its number
	 * @param message the message, or {@code null} if it is not to be sent
	 * @param failure why it is not to be sent, or {@code null} if it is
	 * @param detail what is wrong with it, or {@code null}
	 */
	record Row(long number, @Nullable IotMessage message, @Nullable FailureReason failure, @Nullable String detail) {

		public static Row of(long number, IotMessage message) {
			return new Row(number, message, null, null);
		}

	}

	/**
	 * Message that is set aside.
	 *
	 * @param number its number
	 * @param topic its topic
	 * @param reason name of the {@link FailureReason}
	 * @param message the message, or {@code null} if it cannot be read
	 */
	record SetAside(long number, String topic, String reason, @Nullable IotMessage message) {
	}

	/**
	 * Thrown when the medium of a store is full.
	 */
	final class FullException extends RuntimeException {

		public FullException(String message, Throwable cause) {
			super(message, cause);
		}

	}

	/**
	 * Thrown when a store refuses a message, and not because of its own state.
	 */
	final class RefusedException extends RuntimeException {

		public RefusedException(String message, Throwable cause) {
			super(message, cause);
		}

	}

	/**
	 * Thrown when messages may have been stored or not.
	 */
	final class UncertainException extends RuntimeException {

		public UncertainException(String message, Throwable cause) {
			super(message, cause);
		}

	}

	/**
	 * Thrown when a store needs the application's operator, and waiting does not help.
	 */
	final class UnusableException extends RuntimeException {

		public UnusableException(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
