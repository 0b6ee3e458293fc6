package io.github.iotcustomauth;

import org.springframework.util.function.ThrowingConsumer;

/**
 * Message whose handler failed.
 *
 * @param message the message
 * @param listener the name of the subscription
 * @param handler the handler, for another try
 * @param failure what the handler threw
 * @param connection the connection, for handing the message on
 */
public record FailedMessage(IotMessage message, String listener, ThrowingConsumer<IotMessage> handler,
		Exception failure, IotConnection connection) {

	/**
	 * The same message with the failure of another try.
	 * @param failure what the handler threw last
	 * @return the changed message
	 */
	public FailedMessage withFailure(Exception failure) {
		return new FailedMessage(this.message, this.listener, this.handler, failure, this.connection);
	}

	/**
	 * The same message with another connection for handing it on.
	 * @param connection the connection
	 * @return the changed message
	 */
	public FailedMessage withConnection(IotConnection connection) {
		return new FailedMessage(this.message, this.listener, this.handler, this.failure, connection);
	}

}
