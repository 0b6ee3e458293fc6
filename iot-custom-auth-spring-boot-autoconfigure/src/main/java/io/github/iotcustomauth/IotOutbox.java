package io.github.iotcustomauth;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Messages in the outbox that the application has to decide about.
 * <p>
 * A message is set aside, and not sent any more, when it cannot be read or when the
 * server refuses it for good. It stays in the table until the application retries or
 * discards it.
 * <p>
 * The methods wait for the database, at most as long as a publish does
 * ({@code publish.jdbc.timeout}), and are not part of a transaction of the caller. They
 * throw an {@link IotConnectionException} if the database cannot be used, or if the
 * connection has not been started. All of them are thread-safe.
 */
public interface IotOutbox {

	/**
	 * Read messages that are set aside.
	 * @param limit how many are wanted, at least 1
	 * @return the messages, oldest first
	 */
	List<SetAside> findSetAside(int limit);

	/**
	 * Send a message again that is set aside, in the place that it had in the order.
	 * @param number the number of the message
	 * @return whether there was such a message
	 */
	boolean retry(long number);

	/**
	 * Delete a message that is set aside.
	 * @param number the number of the message
	 * @return whether there was such a message
	 */
	boolean discard(long number);

	/**
	 * Take over the messages of an instance that is gone, and send them. If the instance
	 * is alive, messages may be sent twice.
	 * @param clientId the client id of the instance, another one than that of this
	 * connection
	 * @return how many there were, those that are set aside included
	 */
	int adopt(String clientId);

	/**
	 * Message that is set aside.
	 *
	 * @param number its number, which is the key of its row
	 * @param topic its topic
	 * @param reason why it is set aside, the name of a {@link FailureReason} of this
	 * version of the library or of that which wrote the row
	 * @param message the message, or {@code null} if it cannot be read
	 */
	record SetAside(long number, String topic, String reason, @Nullable IotMessage message) {
	}

}
