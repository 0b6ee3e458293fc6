package io.github.iotcustomauth;

/**
 * Handler for messages of a subscription.
 */
@FunctionalInterface
public interface IotMessageHandler {

	/**
	 * Handle a message. Called on a handler thread of the connection, one message of a
	 * subscription at a time and in the order of arrival; may block, and may use the
	 * connection. A QoS 1 message is acknowledged after this method has returned.
	 * @param message the message
	 * @throws Exception if the message could not be handled
	 */
	void onMessage(IotMessage message) throws Exception;

}
