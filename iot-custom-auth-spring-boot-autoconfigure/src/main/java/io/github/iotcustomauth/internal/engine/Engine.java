package io.github.iotcustomauth.internal.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import io.github.iotcustomauth.internal.text.LoggableException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Serial executor of one connection over a scheduler that many connections share. All
 * transitions of the connection run on it, one at a time and in order. It also provides
 * time and randomness. Thread-safe.
 */
public final class Engine {

	private static final Log logger = LogFactory.getLog(Engine.class);

	// a busy connection lets others have the thread
	private static final int TASKS_A_TURN = 64;

	private final ScheduledExecutorService scheduler;

	private final Clock clock;

	private final LongSupplier nanoTime;

	private final RandomGenerator random;

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private boolean scheduled;

	private volatile boolean stopped;

	private volatile @Nullable Thread current;

	private volatile Consumer<Throwable> failures = (failure) -> {
	};

	public Engine(ScheduledExecutorService scheduler, Clock clock, LongSupplier nanoTime, RandomGenerator random) {
		this.scheduler = scheduler;
		this.clock = clock;
		this.nanoTime = nanoTime;
		this.random = random;
	}

	/**
	 * Monotonic time, for every interval.
	 * @return nanoseconds since some point in the past
	 */
	public long nanoTime() {
		return this.nanoTime.getAsLong();
	}

	/**
	 * Time of the wall clock, which may be set back or forward at any time. For what
	 * users see and for the expiry of credentials.
	 * @return the instant
	 */
	public Instant now() {
		return this.clock.instant();
	}

	/**
	 * A random number.
	 * @return a number from 0 (inclusive) to 1 (exclusive)
	 */
	public double random() {
		return this.random.nextDouble();
	}

	/**
	 * Set the handler of unexpected failures, which runs on the engine.
	 * @param failures receives what a task threw
	 */
	public void onFailure(Consumer<Throwable> failures) {
		this.failures = failures;
	}

	/**
	 * Run a task after those that were given earlier; dropped after {@link #stop()}.
	 * @param task the task, which must not block
	 */
	public void execute(Runnable task) {
		synchronized (this.tasks) {
			if (this.stopped) {
				return;
			}
			this.tasks.add(task);
			if (this.scheduled) {
				return;
			}
			this.scheduled = true;
		}
		scheduleTurn();
	}

	/**
	 * Report a failure outside the engine as if a task had thrown it.
	 * @param failure the failure
	 */
	public void fail(Throwable failure) {
		execute(() -> failed(failure));
	}

	/**
	 * Run a task on this thread if the engine is idle, and otherwise as {@link #execute}
	 * does. For callers that do not run on the engine.
	 * @param task the task, which must not block
	 */
	public void executeAtOnce(Runnable task) {
		synchronized (this.tasks) {
			if (this.stopped) {
				return;
			}
			if (this.scheduled) {
				this.tasks.add(task);
				return;
			}
			this.scheduled = true;
		}
		try {
			run(task);
		}
		finally {
			// also after a failure that could not even be logged
			if (hasMore()) {
				scheduleTurn();
			}
		}
	}

	private boolean hasMore() {
		synchronized (this.tasks) {
			this.scheduled = !this.tasks.isEmpty();
			return this.scheduled;
		}
	}

	/**
	 * Run a task after a delay; dropped after {@link #stop()}.
	 * @param task the task, which must not block
	 * @param delay the delay; a negative one counts as none
	 * @return the timer to cancel it with
	 */
	public Timer schedule(Runnable task, Duration delay) {
		Timer timer = new Timer(task);
		if (delay.isZero() || delay.isNegative()) {
			execute(timer);
			return timer;
		}
		try {
			timer.future = this.scheduler.schedule(() -> execute(timer), nanos(delay), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The scheduler is closed", ex);
		}
		return timer;
	}

	private static long nanos(Duration delay) {
		return (delay.compareTo(Duration.ofDays(365)) < 0) ? delay.toNanos() : TimeUnit.DAYS.toNanos(365);
	}

	/**
	 * Whether the caller runs on the engine.
	 * @return whether a task of the engine is the caller
	 */
	public boolean isCurrent() {
		return this.current == Thread.currentThread();
	}

	public boolean isStopped() {
		return this.stopped;
	}

	/**
	 * Drop all tasks, and those that come.
	 */
	void stop() {
		synchronized (this.tasks) {
			this.stopped = true;
			this.tasks.clear();
		}
	}

	private void scheduleTurn() {
		try {
			this.scheduler.execute(this::takeTurn);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The scheduler is closed", ex);
			stop();
		}
	}

	private void takeTurn() {
		boolean more = true;
		try {
			for (int i = 0; i < TASKS_A_TURN && more; i++) {
				more = runNext();
			}
		}
		finally {
			// also after a failure that could not even be logged
			if (more) {
				scheduleTurn();
			}
		}
	}

	private boolean runNext() {
		Runnable task;
		synchronized (this.tasks) {
			task = this.tasks.poll();
			if (task == null) {
				this.scheduled = false;
				return false;
			}
		}
		run(task);
		return true;
	}

	// whatever a task throws, the next ones run
	@SuppressWarnings("CatchingUnchecked")
	private void run(Runnable task) {
		this.current = Thread.currentThread();
		try {
			task.run();
		}
		catch (Throwable ex) {
			failed(ex);
		}
		finally {
			this.current = null;
		}
	}

	@SuppressWarnings("CatchingUnchecked")
	private void failed(Throwable ex) {
		try {
			this.failures.accept(ex);
		}
		catch (Throwable again) {
			logger.error("The connection could not recover from an unexpected failure", again);
		}
		logger.error("The connection failed unexpectedly", LoggableException.of(ex));
	}

	/**
	 * A task that runs later.
	 */
	public static final class Timer implements Runnable {

		private final Runnable task;

		private volatile @Nullable Future<?> future;

		private volatile boolean cancelled;

		private Timer(Runnable task) {
			this.task = task;
		}

		/**
		 * Cancel the task. On the engine, it does not run afterwards.
		 */
		public void cancel() {
			this.cancelled = true;
			Future<?> waiting = this.future;
			if (waiting != null) {
				waiting.cancel(false);
			}
		}

		@Override
		public void run() {
			if (!this.cancelled) {
				this.task.run();
			}
		}

	}

}
