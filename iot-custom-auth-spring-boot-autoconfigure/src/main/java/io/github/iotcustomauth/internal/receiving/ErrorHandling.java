package io.github.iotcustomauth.internal.receiving;

import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.ThrowingConsumer;

/**
 * Passes messages whose handler failed to the error handler of their subscription.
 *
 * @param errorHandler the error handler for subscriptions without one of their own
 * @param connection the connection, for handing a message on
 */
public record ErrorHandling(ThrowingConsumer<FailedMessage> errorHandler, IotConnection connection) {

	void handle(IotSubscription subscription, IotMessage message, ThrowingConsumer<IotMessage> handler,
			Exception failure) throws Exception {
		@Nullable ThrowingConsumer<FailedMessage> own = subscription.errorHandler();
		((own != null) ? own : this.errorHandler)
			.acceptWithException(new FailedMessage(message, subscription.name(), handler, failure, this.connection));
	}

}
