package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The thread that works with the database, so that no other has to wait for it and one
 * connection is enough.
 */
final class OutboxThread {

	private static final Log logger = LogFactory.getLog(OutboxThread.class);

	private final List<Task> tasks = new CopyOnWriteArrayList<>();

	// a thread that was given up may still be in the database
	private final ReentrantLock turn = new ReentrantLock();

	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	/**
	 * Add a task, which runs when it is asked to.
	 * @param work what it does
	 * @return the task
	 */
	Task task(Runnable work) {
		Task task = new Task(work);
		this.tasks.add(task);
		return task;
	}

	boolean isStarted() {
		return this.executor != null;
	}

	void start() {
		ScheduledThreadPoolExecutor started = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "iot-outbox");
			thread.setDaemon(true);
			return thread;
		});
		started.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.tasks.forEach(Task::reset);
		this.executor = started;
	}

	/**
	 * Stop after a last piece of work.
	 * @param last the work
	 * @param limit how long that may take
	 */
	void stop(Runnable last, Duration limit) {
		ScheduledThreadPoolExecutor stopping = this.executor;
		this.executor = null;
		if (stopping == null) {
			return;
		}
		stopping.execute(() -> inTurn(last));
		stopping.shutdown();
		try {
			if (!stopping.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
				// an interrupt could close the database of the application
				logger.warn("The outbox is still busy at the end and is left to itself");
				stopping.getQueue().clear();
			}
		}
		catch (InterruptedException ex) {
			stopping.getQueue().clear();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Work for a caller that waits.
	 * @param <T> the type of the result
	 * @param work the work
	 * @return its result
	 */
	<T> Future<T> submit(Callable<T> work) {
		ScheduledThreadPoolExecutor running = this.executor;
		FutureTask<T> task = new FutureTask<>(work);
		try {
			if (running != null) {
				running.execute(() -> inTurn(task));
				return task;
			}
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The outbox has been closed", ex);
		}
		return CompletableFuture.failedFuture(new IllegalStateException("The connection has not been started"));
	}

	private void inTurn(Runnable work) {
		this.turn.lock();
		try {
			work.run();
		}
		catch (RuntimeException ex) {
			logger.error("The outbox has failed unexpectedly", ex);
		}
		finally {
			this.turn.unlock();
		}
	}

	/**
	 * Work that runs once, however often it was asked to run before that.
	 */
	final class Task {

		private final AtomicBoolean scheduled = new AtomicBoolean();

		private final Runnable work;

		private Task(Runnable work) {
			this.work = work;
		}

		private void reset() {
			this.scheduled.set(false);
		}

		/**
		 * Run, unless that is scheduled already.
		 * @param delay after which time
		 * @return whether it will run; otherwise the last work or the next start does it
		 */
		boolean run(Duration delay) {
			ScheduledThreadPoolExecutor running = OutboxThread.this.executor;
			if (running == null) {
				return false;
			}
			if (!this.scheduled.compareAndSet(false, true)) {
				return true;
			}
			try {
				running.schedule(this::runNow, delay.toNanos(), TimeUnit.NANOSECONDS);
				return true;
			}
			catch (RejectedExecutionException ex) {
				logger.trace("The outbox has been closed", ex);
				this.scheduled.set(false);
				return false;
			}
		}

		private void runNow() {
			this.scheduled.set(false);
			inTurn(this.work);
		}

	}

}
