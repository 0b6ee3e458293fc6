package io.github.iotcustomauth.internal.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Queue of messages to remove, many at a time and on a thread of its own because the
 * thread that adds them must not block.
 */
final class RemovalQueue {

	private static final Log logger = LogFactory.getLog(RemovalQueue.class);

	private static final int CHUNK = 500;

	private static final int MAX_SIZE = 100_000;

	// long enough for several PUBACKs
	private static final Duration DELAY = Duration.ofMillis(20);

	private static final Duration DELAY_AFTER_FAILURE = Duration.ofSeconds(1);

	private final LinkedBlockingQueue<Long> numbers = new LinkedBlockingQueue<>();

	private final Consumer<List<Long>> deletion;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	private boolean failing;

	/**
	 * Create a queue.
	 * @param deletion removes messages, and throws an exception if that fails
	 */
	RemovalQueue(Consumer<List<Long>> deletion) {
		this.deletion = deletion;
	}

	/**
	 * Start to remove messages, those left by an earlier run first.
	 */
	void open() {
		removeAll();
		ScheduledThreadPoolExecutor started = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "iot-outbox");
			thread.setDaemon(true);
			return thread;
		});
		started.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.executor = started;
		this.scheduled.set(false);
		if (!this.numbers.isEmpty() && this.scheduled.compareAndSet(false, true)) {
			schedule(DELAY);
		}
	}

	void add(long number) {
		this.numbers.add(number);
		if (this.scheduled.compareAndSet(false, true)) {
			schedule(DELAY);
		}
	}

	private void schedule(Duration delay) {
		ScheduledThreadPoolExecutor running = this.executor;
		if (running == null) {
			return;
		}
		try {
			running.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The queue has been closed; its last run or the next start removes the rest", ex);
		}
	}

	private void run() {
		this.scheduled.set(false);
		try {
			removeAll();
			this.failing = false;
		}
		catch (RuntimeException ex) {
			if (!this.failing) {
				logger.warn("Acknowledged messages cannot be removed from the outbox at the moment", ex);
			}
			this.failing = true;
			if (this.scheduled.compareAndSet(false, true)) {
				schedule(DELAY_AFTER_FAILURE);
			}
		}
	}

	private void removeAll() {
		List<Long> chunk = new ArrayList<>(CHUNK);
		while (this.numbers.drainTo(chunk, CHUNK) > 0) {
			try {
				this.deletion.accept(chunk);
			}
			catch (RuntimeException ex) {
				this.numbers.addAll(chunk);
				throw ex;
			}
			chunk.clear();
		}
	}

	/**
	 * Ensure that the queue does not grow without bound.
	 * @throws IllegalStateException if too many messages could not be removed
	 */
	void requireRoom() {
		if (this.numbers.size() >= MAX_SIZE) {
			throw new IllegalStateException(
					MAX_SIZE + " acknowledged messages could not be removed from the outbox; check its database");
		}
	}

	/**
	 * Remove the remaining messages and stop.
	 * @param limit the time limit
	 */
	void close(Duration limit) {
		ScheduledThreadPoolExecutor stopping = this.executor;
		this.executor = null;
		if (stopping == null) {
			return;
		}
		stopping.execute(this::run);
		stopping.shutdown();
		try {
			if (!stopping.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
				stopping.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			stopping.shutdownNow();
			Thread.currentThread().interrupt();
		}
		this.scheduled.set(false);
		if (!this.numbers.isEmpty()) {
			logger.warn(this.numbers.size()
					+ " acknowledged messages could not be removed from the outbox and will be sent again");
		}
	}

}
