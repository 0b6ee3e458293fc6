package io.github.iotcustomauth.connection;

import java.util.concurrent.Executor;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;

/**
 * The handler of an {@link IotSubscription} and the messages that wait for it, in order
 * for each topic.
 */
final class SubscribedHandler {

	private final IotSubscription subscription;

	private final SerialQueue[] queues;

	/**
	 * Create a handler.
	 * @param subscription the subscription
	 * @param pool the threads to run on
	 * @param capacity how many QoS 0 messages may wait in each of its queues, and as many
	 * QoS 1 messages again
	 */
	SubscribedHandler(IotSubscription subscription, Executor pool, int capacity) {
		this.subscription = subscription;
		this.queues = Stream.generate(() -> new SerialQueue(pool, capacity))
			.limit(subscription.concurrency())
			.toArray(SerialQueue[]::new);
	}

	IotSubscription subscription() {
		return this.subscription;
	}

	/**
	 * Add a task. Never blocks.
	 * @param message the message that it handles
	 * @param task the task, which must not throw
	 * @return whether there was room for it and the pool is open
	 */
	boolean offer(IotMessage message, Runnable task) {
		SerialQueue queue = this.queues[Math.floorMod(spread(message.topic().hashCode()), this.queues.length)];
		return queue.offer(task, message.qos() == Qos.AT_LEAST_ONCE);
	}

	// topics that differ in their last characters only should not share a queue
	private static int spread(int hash) {
		return (hash * 0x9E3779B9) >>> 8;
	}

	boolean isIdle() {
		return Stream.of(this.queues).allMatch(SerialQueue::isEmpty);
	}

}
