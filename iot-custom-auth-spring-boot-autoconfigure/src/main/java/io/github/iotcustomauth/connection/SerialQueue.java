package io.github.iotcustomauth.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs tasks one at a time and in order on threads of a shared pool. Bounded.
 */
final class SerialQueue {

	private final Executor pool;

	private final int capacity;

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private boolean running;

	SerialQueue(Executor pool, int capacity) {
		this.pool = pool;
		this.capacity = capacity;
	}

	/**
	 * Add a task. Never blocks.
	 * @param task the task, which must not throw
	 * @return whether there was room for it and the pool is open
	 */
	boolean offer(Runnable task) {
		synchronized (this.tasks) {
			if (this.tasks.size() >= this.capacity) {
				return false;
			}
			this.tasks.add(task);
			if (this.running) {
				return true;
			}
			this.running = true;
		}
		return schedule();
	}

	private boolean schedule() {
		try {
			this.pool.execute(this::runOne);
			return true;
		}
		catch (RejectedExecutionException ex) {
			synchronized (this.tasks) {
				this.tasks.clear();
				this.running = false;
			}
			return false;
		}
	}

	// one task a turn, so that queues share the pool fairly
	private void runOne() {
		Runnable task;
		synchronized (this.tasks) {
			task = this.tasks.poll();
		}
		try {
			if (task != null) {
				task.run();
			}
		}
		finally {
			boolean more;
			synchronized (this.tasks) {
				more = !this.tasks.isEmpty();
				this.running = more;
			}
			if (more) {
				schedule();
			}
		}
	}

}
