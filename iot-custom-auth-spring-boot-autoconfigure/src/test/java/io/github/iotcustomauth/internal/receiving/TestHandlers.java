package io.github.iotcustomauth.internal.receiving;

import java.util.SplittableRandom;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.KeyedTasks;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.metering.ListenerMeters;

import static org.mockito.Mockito.mock;

/**
 * Handlers of subscriptions without a connection.
 */
public final class TestHandlers {

	private TestHandlers() {
	}

	public static SubscribedHandler of(IotSubscription subscription) {
		VirtualTime time = new VirtualTime();
		Engine engine = new Engine(time.executor(), time.clock(), time::nanoTime, new SplittableRandom(1));
		KeyedTasks tasks = new KeyedTasks(Runnable::run, time.executor()::execute, 1, 1000, Long.MAX_VALUE);
		return new SubscribedHandler(subscription, tasks, new ErrorHandling((failed) -> {
		}, mock(IotConnection.class)), new RedeliveryRequest(engine, () -> {
		}), ListenerMeters.NONE);
	}

}
