package io.github.iotcustomauth.internal.pool;

import java.util.concurrent.Semaphore;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.ThrowingConsumer;

/**
 * Handler that several members call, which keeps to the concurrency of its subscription
 * all the same.
 *
 * @param handler the handler of the application
 * @param permits as many as messages may be handled at a time
 */
record SharedHandler(IotSubscription.Handler handler, Semaphore permits) implements IotSubscription.Handler {

	/**
	 * Make a subscription that several members may have.
	 * @param subscription the subscription of the application
	 * @param pool the connection that its error handler uses
	 * @return one that is equal but for its handlers
	 */
	static IotSubscription share(IotSubscription subscription, IotConnection pool) {
		// fair, so that a member with a backlog does not keep others waiting
		Semaphore permits = new Semaphore(subscription.concurrency(), true);
		return IotSubscription.manual(subscription.filters(), new SharedHandler(subscription.handler(), permits))
			.withQos(subscription.qos())
			.withName(subscription.name())
			.withConcurrency(subscription.concurrency())
			.withErrorHandler(share(subscription.errorHandler(), pool))
			.withIdentifiedBy(subscription.identifiedBy())
			.withSubscribe(subscription.subscribe());
	}

	private static @Nullable ThrowingConsumer<FailedMessage> share(@Nullable ThrowingConsumer<FailedMessage> handler,
			IotConnection pool) {
		return (handler != null) ? (failed) -> handler.acceptWithException(failed.withConnection(pool)) : null;
	}

	@Override
	public void onMessage(IotMessage message, Acknowledgment acknowledgment) throws Exception {
		this.permits.acquire();
		try {
			this.handler.onMessage(message, acknowledgment);
		}
		finally {
			this.permits.release();
		}
	}

}
