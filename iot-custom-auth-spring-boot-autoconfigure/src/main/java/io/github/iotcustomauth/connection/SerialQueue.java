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
		return offer(task, false);
	}

	/**
	 * Add a task. Never blocks.
	 * @param task the task, which must not throw
	 * @param reserved whether it may use as much room again, which others may not
	 * @return whether there was room for it and the pool is open
	 */
	boolean offer(Runnable task, boolean reserved) {
		synchronized (this.tasks) {
			if (this.tasks.size() >= (reserved ? 2 * this.capacity : this.capacity)) {
				return false;
			}
			this.tasks.add(task);
			if (this.running) {
				return true;
			}
			this.running = true;
		}
		boolean scheduled = false;
		try {
			scheduled = schedule();
		}
		finally {
			if (!scheduled) {
				clear();
			}
		}
		return scheduled;
	}

	int size() {
		synchronized (this.tasks) {
			return this.tasks.size();
		}
	}

	/**
	 * Whether there is nothing to do.
	 * @return whether no task waits and none is running
	 */
	boolean isIdle() {
		synchronized (this.tasks) {
			return !this.running;
		}
	}

	private boolean schedule() {
		try {
			this.pool.execute(this::takeTurn);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	// one task a turn, so that queues share the pool fairly; a pool that is closing gives
	// no more turns, so that the last one does what is left
	private void takeTurn() {
		boolean more = !isInterrupted();
		while (more) {
			try {
				runOne();
			}
			finally {
				more = hasMore() && !schedule() && !isInterrupted();
			}
		}
	}

	private void runOne() {
		Runnable task;
		synchronized (this.tasks) {
			task = this.tasks.poll();
		}
		if (task != null) {
			task.run();
		}
	}

	private boolean hasMore() {
		synchronized (this.tasks) {
			this.running = !this.tasks.isEmpty();
			return this.running;
		}
	}

	// a pool interrupts when it cannot wait any longer
	private boolean isInterrupted() {
		boolean interrupted = Thread.currentThread().isInterrupted();
		if (interrupted) {
			clear();
		}
		return interrupted;
	}

	private void clear() {
		synchronized (this.tasks) {
			this.tasks.clear();
			this.running = false;
		}
	}

}
