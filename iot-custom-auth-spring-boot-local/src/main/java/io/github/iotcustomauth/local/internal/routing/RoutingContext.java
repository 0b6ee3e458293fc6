package io.github.iotcustomauth.local.internal.routing;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What the sessions of a router share.
 *
 * @param loop the event loop, on which everything happens
 * @param nanoTime the monotonic time
 * @param memory the memory of all queues
 * @param settings what is done to deliveries
 */
record RoutingContext(ScheduledExecutorService loop, LongSupplier nanoTime, QueueMemory memory,
		RoutingSettings settings) {

	long now() {
		return this.nanoTime.getAsLong();
	}

}
