package io.github.iotcustomauth;

/**
 * Acknowledges a message that an {@link IotSubscription} with manual acknowledgement has
 * received. Thread-safe.
 */
@FunctionalInterface
public interface Acknowledgment {

	/**
	 * Tell the server that the message has been handled. Never blocks; the second call
	 * has no effect.
	 * <p>
	 * With QoS 1 the PUBACK is sent when every handler that received the message has
	 * acknowledged it. Without effect when the connection that brought the message is no
	 * more: the server sends it again if it has kept the session.
	 */
	void acknowledge();

}
