package io.github.iotcustomauth;

/**
 * Handle for acknowledging a message of an {@link IotSubscription} with manual
 * acknowledgment. Thread-safe.
 */
@FunctionalInterface
public interface Acknowledgment {

	/**
	 * Tell the server that the message has been handled. Never blocks; the second call
	 * has no effect.
	 * <p>
	 * With QoS 1 the PUBACK is sent when every handler that received the message has
	 * acknowledged it. Without effect after the connection that delivered the message has
	 * ended: the server sends it again if it has kept the session.
	 */
	void acknowledge();

}
