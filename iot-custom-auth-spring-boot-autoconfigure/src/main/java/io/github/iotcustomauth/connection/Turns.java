package io.github.iotcustomauth.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * Lets some tasks run at the same time on a pool, and the others wait for their turn, in
 * order. Who uses it bounds how many wait.
 */
final class Turns implements Executor {

	private final Executor pool;

	private final int limit;

	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private int running;

	Turns(Executor pool, int limit) {
		this.pool = pool;
		this.limit = limit;
	}

	@Override
	public void execute(Runnable task) {
		synchronized (this.waiting) {
			if (this.running == this.limit) {
				this.waiting.add(task);
				return;
			}
			this.running++;
		}
		boolean started = false;
		try {
			this.pool.execute(() -> run(task));
			started = true;
		}
		finally {
			if (!started) {
				release();
			}
		}
	}

	// each task starts anew on the pool, which forgets the interrupts of the one before;
	// a
	// pool that is being closed takes no more, so that the last one does what is left
	private void run(Runnable task) {
		try {
			task.run();
		}
		finally {
			Runnable next = next();
			if (next != null) {
				try {
					this.pool.execute(() -> run(next));
				}
				catch (RejectedExecutionException ex) {
					run(next);
				}
			}
		}
	}

	private @Nullable Runnable next() {
		synchronized (this.waiting) {
			Runnable next = this.waiting.poll();
			if (next == null) {
				this.running--;
			}
			return next;
		}
	}

	private void release() {
		synchronized (this.waiting) {
			this.running--;
		}
	}

}
