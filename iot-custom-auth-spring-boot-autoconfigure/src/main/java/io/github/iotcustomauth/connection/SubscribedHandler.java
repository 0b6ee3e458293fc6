package io.github.iotcustomauth.connection;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;

/**
 * The handler of an {@link IotSubscription} and the messages that wait for it. Those of a
 * topic stand in a queue of their own if there is more than one at a time.
 */
final class SubscribedHandler {

	private final IotSubscription subscription;

	private final Executor turns;

	private final int capacity;

	private final Map<String, SerialQueue> queues = new HashMap<>();

	/**
	 * Create a handler.
	 * @param subscription the subscription
	 * @param pool the threads to run on
	 * @param capacity how many QoS 0 messages may wait, and as many QoS 1 messages again
	 */
	SubscribedHandler(IotSubscription subscription, Executor pool, int capacity) {
		this.subscription = subscription;
		this.turns = (subscription.concurrency() != 1) ? new Turns(pool, subscription.concurrency()) : pool;
		this.capacity = capacity;
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
		String key = (this.subscription.concurrency() != 1) ? message.topic() : "";
		boolean reserved = message.qos() == Qos.AT_LEAST_ONCE;
		synchronized (this.queues) {
			this.queues.values().removeIf(SerialQueue::isIdle);
			int waiting = this.queues.values().stream().mapToInt(SerialQueue::size).sum();
			return waiting < (reserved ? 2 * this.capacity : this.capacity)
					&& this.queues.computeIfAbsent(key, (topic) -> new SerialQueue(this.turns, this.capacity))
						.offer(task, reserved);
		}
	}

	/**
	 * Whether there is nothing to do.
	 * @return whether no message waits and none is being handled
	 */
	boolean isIdle() {
		synchronized (this.queues) {
			return this.queues.values().stream().allMatch(SerialQueue::isIdle);
		}
	}

	/**
	 * Whether no message waits.
	 * @return whether all of them have had their turn
	 */
	boolean isEmpty() {
		synchronized (this.queues) {
			return this.queues.values().stream().allMatch((queue) -> queue.size() == 0);
		}
	}

}
