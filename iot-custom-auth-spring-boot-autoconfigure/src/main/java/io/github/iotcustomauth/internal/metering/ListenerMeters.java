package io.github.iotcustomauth.internal.metering;

/**
 * Meters of the messages of a listener. Does nothing by default, not even read a clock.
 * Implementations are thread-safe, never block and throw nothing.
 */
public interface ListenerMeters {

	/**
	 * Meters that do nothing.
	 */
	ListenerMeters NONE = new ListenerMeters() {
	};

	/**
	 * A message arrived for the listener.
	 */
	default void received() {
	}

	/**
	 * The listener is about to be called.
	 * @return the time, to be given back when it has returned
	 */
	default long handling() {
		return 0;
	}

	/**
	 * The listener has returned.
	 * @param since the time of {@link #handling()}
	 * @param success whether it did so without an exception
	 */
	default void handled(long since, boolean success) {
	}

	/**
	 * A QoS 1 message is left to the server, which sends it again.
	 */
	default void leftToServer() {
	}

	/**
	 * A QoS 0 message was dropped because the listener is too slow.
	 */
	default void dropped() {
	}

}
