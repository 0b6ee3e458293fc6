package io.github.iotcustomauth.connection;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * Executor for the application's code of one run of a connection, on threads that others
 * use as well. Knows its tasks, so that a stop can wait for them and then interrupt them.
 * Thread-safe.
 */
final class RunningTasks implements Executor {

	private final Executor threads;

	private final Set<Thread> running = new HashSet<>();

	private final CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();

	// that have not ended, apart from one that closes
	private int count;

	private boolean closed;

	private boolean interrupted;

	RunningTasks(Executor threads) {
		this.threads = threads;
	}

	@Override
	public void execute(Runnable task) {
		synchronized (this) {
			if (this.closed) {
				throw new RejectedExecutionException("The connection is closed");
			}
			this.count++;
		}
		boolean accepted = false;
		try {
			this.threads.execute(() -> run(task));
			accepted = true;
		}
		finally {
			if (!accepted) {
				ended();
			}
		}
	}

	private void run(Runnable task) {
		synchronized (this) {
			this.running.add(Thread.currentThread());
			if (this.interrupted) {
				Thread.currentThread().interrupt();
			}
		}
		try {
			task.run();
		}
		finally {
			if (remove(Thread.currentThread())) {
				ended();
			}
		}
	}

	private synchronized boolean remove(Thread thread) {
		if (this.interrupted) {
			// not meant for the next user of the thread
			Thread.interrupted();
		}
		return this.running.remove(thread);
	}

	private void ended() {
		boolean last;
		synchronized (this) {
			this.count--;
			last = this.closed && this.count == 0;
		}
		if (last) {
			this.idle.complete(null);
		}
	}

	/**
	 * Accept no more tasks.
	 * @return a future that completes when all tasks have ended, apart from the one that
	 * runs on the calling thread
	 */
	CompletableFuture<@Nullable Void> close() {
		synchronized (this) {
			this.closed = true;
			if (!this.running.remove(Thread.currentThread())) {
				// ended below
				this.count++;
			}
		}
		ended();
		return this.idle;
	}

	/**
	 * Interrupt the tasks that have not ended.
	 */
	synchronized void interrupt() {
		this.interrupted = true;
		this.running.forEach(Thread::interrupt);
	}

}
