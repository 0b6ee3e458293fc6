package io.github.iotcustomauth.internal.observation;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import org.jspecify.annotations.Nullable;

/**
 * {@link MessageObservations} for an application without observations.
 */
final class NoMessageObservations implements MessageObservations {

	@Override
	public <T> CompletableFuture<T> send(SendOperation operation, IotConnection connection, @Nullable String template,
			IotMessage.Builder message, Function<IotMessage.Builder, CompletableFuture<T>> sender) {
		return sender.apply(message);
	}

	@Override
	public IotSubscription.Handler handler(IotConnection connection, String listener,
			Function<IotMessage, String> template, IotSubscription.Handler handler) {
		return handler;
	}

}
