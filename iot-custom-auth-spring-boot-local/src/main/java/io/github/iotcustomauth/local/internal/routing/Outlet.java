package io.github.iotcustomauth.local.internal.routing;

/**
 * Connection of a client, as a {@link RoutingSession} sees it. Used on the event loop.
 */
public interface Outlet {

	/**
	 * Return whether the client reads as fast as it is written to.
	 * @return whether another message may be sent
	 */
	boolean isWritable();

	/**
	 * Return whether the policies allow the client to receive a message.
	 * @param message the message
	 * @param group the shared subscription, or an empty text
	 * @return whether it may be sent
	 */
	boolean mayReceive(RoutedMessage message, String group);

	/**
	 * Return whether messages that are sent again on the live connection get another
	 * packet identifier.
	 * @return whether they do
	 */
	default boolean renumbers() {
		return false;
	}

	/**
	 * Return how long a message that waits has to wait until the rate of the connection
	 * has room for it. One that is sent earlier is discarded.
	 * @return the nanoseconds, {@code 0} if it need not wait
	 */
	long delayNanos();

	/**
	 * Send a message to the client.
	 * @param message the message
	 * @param qos the QoS of this copy
	 * @param retain the RETAIN flag of this copy
	 * @param packetId the packet identifier, {@code 0} for QoS 0
	 * @return {@code false} if the message is discarded because the client does not take
	 * packets of this size, or its rate is used up
	 */
	boolean send(RoutedMessage message, int qos, boolean retain, int packetId);

}
