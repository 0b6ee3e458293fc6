package io.github.iotcustomauth.connection;

import java.util.SplittableRandom;

import io.github.iotcustomauth.IotSubscription;

/**
 * Handlers of subscriptions without a connection.
 */
final class TestHandlers {

	private TestHandlers() {
	}

	static SubscribedHandler of(IotSubscription subscription) {
		VirtualTime time = new VirtualTime();
		Engine engine = new Engine(time.executor(), time.clock(), time::nanoTime, new SplittableRandom(1));
		KeyedTasks tasks = new KeyedTasks(Runnable::run, time.executor()::execute, 1, 1000, Long.MAX_VALUE);
		return new SubscribedHandler(subscription, tasks, (failed) -> {
		}, () -> {
			throw new IllegalStateException("There is no connection");
		}, new RedeliveryRequest(engine, () -> {
		}));
	}

}
