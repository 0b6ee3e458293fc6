package io.github.iotcustomauth.connection;

import java.util.List;

import io.github.iotcustomauth.IotMessage;

/**
 * Keeps accepted QoS 1 publishes until they are acknowledged, so that they survive the
 * process. Used by one connection; called by several threads.
 */
public interface PublishStore {

	/**
	 * Keep a message. When this method returns, the message is durable.
	 * @param message the message
	 * @return the number of the message, greater than those before
	 * @throws RuntimeException if it cannot be kept: the publish fails
	 */
	long append(IotMessage message);

	/**
	 * Forget a message that was acknowledged. Called on native event-loop threads: must
	 * not block, and may forget later.
	 * @param number the number of the message
	 */
	void remove(long number);

	/**
	 * The messages that were kept and not forgotten, oldest first.
	 * @return the messages
	 */
	List<Stored> load();

	/**
	 * Forget now what {@link #remove(long)} has postponed.
	 */
	void flush();

	/**
	 * A store that keeps nothing.
	 * @return the store
	 */
	static PublishStore none() {
		return new PublishStore() {

			@Override
			public long append(IotMessage message) {
				return 0;
			}

			@Override
			public void remove(long number) {
			}

			@Override
			public List<Stored> load() {
				return List.of();
			}

			@Override
			public void flush() {
			}

		};
	}

	/**
	 * A message that is kept.
	 *
	 * @param number its number
	 * @param message the message
	 */
	record Stored(long number, IotMessage message) {
	}

}
