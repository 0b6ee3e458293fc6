package io.github.iotcustomauth.internal.engine;

/**
 * A task of {@link KeyedTasks}.
 */
@FunctionalInterface
public interface QueuedTask extends Runnable {

	/**
	 * The memory that it holds until it has run.
	 * @return the number of bytes
	 */
	default int bytes() {
		return 0;
	}

	/**
	 * Whether it may use room that others may not.
	 * @return whether there is room reserved for it
	 */
	default boolean isReserved() {
		return false;
	}

	/**
	 * It will not run.
	 */
	default void dropped() {
	}

}
