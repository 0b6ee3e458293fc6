package io.github.iotcustomauth.handler;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotSubscription;

/**
 * Strategy for messages whose listener failed. The message is acknowledged after the
 * error handler has returned.
 */
@FunctionalInterface
public interface IotListenerErrorHandler {

	/**
	 * Handle a failed message. Called on the handler thread, which may block: messages of
	 * the same subscription wait, those of others do not. Interrupted when the connection
	 * is stopped.
	 * <p>
	 * When this method returns, the message is settled and acknowledged. When it throws,
	 * the message stays unacknowledged: the server keeps it for as long as it keeps the
	 * session, and may send it again after a reconnect. Until then it counts against the
	 * receive maximum.
	 * @param failed the message and what went wrong
	 * @throws Exception if the message could not be settled
	 */
	void handle(FailedMessage failed) throws Exception;

	/**
	 * Adapt this error handler to a subscription that is made without a listener.
	 * @param connection the connection that the error handler may use
	 * @return the failure handler for the subscription
	 */
	default IotSubscription.FailureHandler on(IotConnection connection) {
		return (subscription, message, handler,
				failure) -> handle(new FailedMessage(message, subscription.name(), handler, failure, connection));
	}

}
