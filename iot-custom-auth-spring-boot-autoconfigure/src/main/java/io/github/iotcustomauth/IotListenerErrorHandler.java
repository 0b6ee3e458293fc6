package io.github.iotcustomauth;

/**
 * Decides what becomes of a message whose handler failed. The message is not acknowledged
 * before that is decided.
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

}
