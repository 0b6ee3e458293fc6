package io.github.iotcustomauth.store;

import java.time.Duration;
import java.util.List;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;

/**
 * Keeps accepted QoS 1 publishes until they are acknowledged, so that they survive the
 * process. Used by one connection at a time.
 */
public interface PublishStore {

	/**
	 * Start to work.
	 * @param clientId the client id whose messages are meant
	 * @return the messages that were kept and not removed, oldest first
	 * @throws RuntimeException if they cannot be read: the connection does not start
	 */
	List<Stored> open(String clientId);

	/**
	 * Keep a message. When this method returns, the message is durable. Not called by two
	 * threads at a time.
	 * @param message the message
	 * @return the number of the message, greater than those before
	 * @throws RuntimeException if it cannot be kept: the publish fails
	 */
	long append(IotMessage message);

	/**
	 * Remove a message that needs not be sent any more. Called on native event-loop
	 * threads: must not block, and may remove it later.
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
	 * Remove now what {@link #remove(long)} has postponed, and stop to work. May be
	 * opened again.
	 * @param limit how long that may take
	 */
	void close(Duration limit);

	/**
	 * A message that is kept.
	 *
	 * @param number its number
	 * @param message the message
	 */
	record Stored(long number, IotMessage message) {
	}

}
