package io.github.iotcustomauth.internal.observation;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import org.jspecify.annotations.Nullable;

/**
 * Strategy for observing messages.
 */
public interface MessageObservations {

	/**
	 * Observes nothing, and costs nothing.
	 */
	MessageObservations NONE = new NoMessageObservations();

	/**
	 * Send a message, and observe that until the future completes.
	 * @param <T> the type of the result
	 * @param operation what is done
	 * @param connection the connection that sends the message
	 * @param template the topic with its variables, or {@code null}
	 * @param message the message, which a trace context may be added to
	 * @param sender sends the message
	 * @return what the sender returns
	 */
	<T> CompletableFuture<T> send(SendOperation operation, IotConnection connection, @Nullable String template,
			IotMessage.Builder message, Function<IotMessage.Builder, CompletableFuture<T>> sender);

	/**
	 * Observe the calls of a handler.
	 * @param connection the connection that the messages arrive by
	 * @param listener the id of the listener
	 * @param template finds the topic of the listener that a message matches
	 * @param handler the handler
	 * @return a handler that calls it
	 */
	IotSubscription.Handler handler(IotConnection connection, String listener, Function<IotMessage, String> template,
			IotSubscription.Handler handler);

}
