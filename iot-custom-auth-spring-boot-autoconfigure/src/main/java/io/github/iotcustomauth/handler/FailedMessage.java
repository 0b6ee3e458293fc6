package io.github.iotcustomauth.handler;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotMessageHandler;

/**
 * Message whose handler failed.
 *
 * @param message the message
 * @param listener the name of the subscription
 * @param handler the handler, for another try
 * @param failure what the handler threw
 * @param connection the connection, for handing the message on
 */
public record FailedMessage(IotMessage message, String listener, IotMessageHandler handler, Exception failure,
		IotConnection connection) {
}
