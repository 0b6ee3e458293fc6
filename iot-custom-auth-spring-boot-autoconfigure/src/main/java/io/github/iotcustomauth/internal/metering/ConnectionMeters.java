package io.github.iotcustomauth.internal.metering;

import io.github.iotcustomauth.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the events of a connection. Does nothing by default, so that metering that is
 * switched off costs a call. Implementations are thread-safe, never block and throw
 * nothing; they may be called with a lock held.
 */
public interface ConnectionMeters {

	/**
	 * Meters that do nothing.
	 */
	ConnectionMeters NONE = new ConnectionMeters() {
	};

	/**
	 * An attempt to connect succeeded.
	 * @param nanos how long it took
	 */
	default void connected(long nanos) {
	}

	/**
	 * An attempt to connect failed.
	 * @param reason why
	 * @param nanos how long it took
	 */
	default void connectFailed(FailureReason reason, long nanos) {
	}

	/**
	 * A lost connection is established again, and the server has answered all filters.
	 * @param nanos how long that took since the loss
	 */
	default void recovered(long nanos) {
	}

	/**
	 * The connection is replaced by one with newer credentials.
	 */
	default void rotated() {
	}

	/**
	 * A publish was successful: acknowledged, or written with QoS 0.
	 */
	default void published() {
	}

	/**
	 * A publish failed for good.
	 * @param reason why
	 */
	default void publishFailed(FailureReason reason) {
	}

	/**
	 * The application gave up a publish.
	 */
	default void publishCanceled() {
	}

	/**
	 * The server acknowledged a publish.
	 * @param nanos how long that took since its packet was sent
	 */
	default void acknowledged(long nanos) {
	}

	/**
	 * The pace held back the publishes.
	 * @param nanos for how long
	 */
	default void paced(long nanos) {
	}

	/**
	 * A message was dropped that no listener received.
	 * @param reason why
	 */
	default void dropped(DropReason reason) {
	}

	/**
	 * The meters of a listener.
	 * @param id the id of the listener, or {@code null} if it has none
	 * @return the meters
	 */
	default ListenerMeters listener(@Nullable String id) {
		return ListenerMeters.NONE;
	}

}
