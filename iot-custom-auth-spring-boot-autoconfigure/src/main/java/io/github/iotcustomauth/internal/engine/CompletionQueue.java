package io.github.iotcustomauth.internal.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.internal.text.LoggableException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Completes the futures of the application, in order. One thread does it at a time. Code
 * that is chained to an {@link ApplicationFuture} runs elsewhere; but completing one may
 * run code all the same, behind {@code CompletableFuture.allOf} for instance. When such
 * code blocks, another thread goes on. Thread-safe.
 */
final class CompletionQueue {

	private static final Log logger = LogFactory.getLog(CompletionQueue.class);

	private static final Duration BLOCKED = Duration.ofMillis(50);

	private final Executor threads;

	private final ScheduledExecutorService scheduler;

	private final Queue<Runnable> completions = new ArrayDeque<>();

	private @Nullable Worker current;

	private boolean watched;

	/**
	 * Create a queue.
	 * @param threads the threads to complete on
	 * @param scheduler looks after blocked threads
	 */
	CompletionQueue(Executor threads, ScheduledExecutorService scheduler) {
		this.threads = threads;
		this.scheduler = scheduler;
	}

	/**
	 * Run a completion after those that were given earlier. Never blocks and never runs
	 * it on the calling thread.
	 * @param completion completes futures
	 */
	void execute(Runnable completion) {
		Worker started = null;
		synchronized (this) {
			this.completions.add(completion);
			if (this.current == null) {
				started = new Worker();
				this.current = started;
			}
		}
		if (started != null) {
			start(started);
		}
	}

	// without a thread, the watch tries again
	@SuppressWarnings("CatchingUnchecked")
	private void start(Worker worker) {
		boolean started = false;
		try {
			this.threads.execute(worker);
			started = true;
		}
		catch (RejectedExecutionException | Error ex) {
			logger.debug("No thread to complete futures at the moment", ex);
		}
		if (!watch() && !started) {
			// the threads have been closed: better here than never
			worker.run();
		}
	}

	private boolean watch() {
		synchronized (this) {
			if (this.watched) {
				return true;
			}
			this.watched = true;
		}
		try {
			this.scheduler.schedule(this::replaceIfBlocked, BLOCKED.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The scheduler is closed", ex);
			synchronized (this) {
				this.watched = false;
			}
			return false;
		}
	}

	private void replaceIfBlocked() {
		Worker replacement = null;
		synchronized (this) {
			this.watched = false;
			Worker worker = this.current;
			if (worker == null) {
				return;
			}
			if (!this.completions.isEmpty() && System.nanoTime() - worker.busySince > BLOCKED.toNanos()) {
				replacement = new Worker();
				this.current = replacement;
			}
		}
		if (replacement != null) {
			start(replacement);
		}
		else {
			watch();
		}
	}

	private synchronized @Nullable Runnable next(Worker worker) {
		if (this.current != worker) {
			return null;
		}
		worker.busySince = System.nanoTime();
		Runnable next = this.completions.poll();
		if (next == null) {
			this.current = null;
		}
		return next;
	}

	private final class Worker implements Runnable {

		private long busySince = System.nanoTime();

		@Override
		@SuppressWarnings("CatchingUnchecked")
		public void run() {
			for (Runnable completion = next(this); completion != null; completion = next(this)) {
				try {
					completion.run();
				}
				catch (Throwable ex) {
					logger.error("Code that depends on a future failed", LoggableException.of(ex));
				}
			}
		}

	}

}
