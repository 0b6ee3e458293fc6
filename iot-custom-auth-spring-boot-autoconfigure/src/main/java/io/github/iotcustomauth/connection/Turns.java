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
		try {
			this.pool.execute(() -> run(task));
		}
		catch (RejectedExecutionException ex) {
			// the pool is being closed; others may have come to wait meanwhile, and the
			// caller must not do their work
			Runnable next = next();
			if (next != null) {
				new Thread(() -> run(next), "iot-handler-last").start();
			}
			throw ex;
		}
	}

	private void run(Runnable first) {
		for (Runnable task = first; task != null; task = next()) {
			task.run();
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

}
