package io.github.iotcustomauth.internal.pool;

import java.util.concurrent.Semaphore;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;

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
	 * @return one that is equal but for its handler
	 */
	static IotSubscription share(IotSubscription subscription) {
		SharedHandler handler = new SharedHandler(subscription.handler(), new Semaphore(subscription.concurrency()));
		return IotSubscription.manual(subscription.filters(), handler)
			.withQos(subscription.qos())
			.withName(subscription.name())
			.withConcurrency(subscription.concurrency())
			.withErrorHandler(subscription.errorHandler())
			.withIdentifiedBy(subscription.identifiedBy())
			.withSubscribe(subscription.subscribe());
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
