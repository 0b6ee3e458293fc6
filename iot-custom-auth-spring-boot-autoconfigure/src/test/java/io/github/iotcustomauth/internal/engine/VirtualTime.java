package io.github.iotcustomauth.internal.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time that stands still until a test moves it, with a clock and executors. Tasks run on
 * the thread that moves it, in the order of time, and in that of submission at the same
 * time. One thread moves it, others may submit.
 */
public final class VirtualTime {

	private final PriorityBlockingQueue<Task<?>> tasks = new PriorityBlockingQueue<>(11,
			Comparator.<Task<?>, Instant>comparing((task) -> task.at).thenComparing((task) -> task.number));

	private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

	private Duration error = Duration.ZERO;

	private final AtomicLong given = new AtomicLong();

	public Instant now() {
		return this.now;
	}

	/**
	 * Monotonic time.
	 * @return nanoseconds since the epoch, the clock on the wall aside
	 */
	public long nanoTime() {
		return Duration.between(Instant.EPOCH, this.now).toNanos();
	}

	/**
	 * The clock on the wall.
	 * @return a clock that shows this time
	 */
	public Clock clock() {
		return new WallClock();
	}

	/**
	 * Set the clock on the wall, which does not move time.
	 * @param step forward or, if negative, back
	 */
	public void setClock(Duration step) {
		this.error = this.error.plus(step);
	}

	public ScheduledExecutorService executor() {
		return new Executor();
	}

	/**
	 * Run what is due now, and what that makes due now.
	 */
	public void settle() {
		advance(Duration.ZERO);
	}

	/**
	 * Move time and run what becomes due on the way.
	 * @param duration how far
	 */
	public void advance(Duration duration) {
		Instant end = this.now.plus(duration);
		for (Task<?> task = due(end); task != null; task = due(end)) {
			this.now = task.at;
			task.run();
		}
		this.now = end;
	}

	private Task<?> due(Instant end) {
		Task<?> first = this.tasks.peek();
		return (first != null && !first.at.isAfter(end) && this.tasks.remove(first)) ? first : null;
	}

	/**
	 * How much there is left to do.
	 * @return the number of tasks that wait
	 */
	public int waiting() {
		return this.tasks.size();
	}

	/**
	 * Whether there is nothing left to do, ever.
	 * @return whether no task is waiting
	 */
	public boolean isOver() {
		return this.tasks.isEmpty();
	}

	private final class WallClock extends Clock {

		@Override
		public Instant instant() {
			return VirtualTime.this.now.plus(VirtualTime.this.error);
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

	private final class Executor extends AbstractExecutorService implements ScheduledExecutorService {

		private boolean shutdown;

		@Override
		public void execute(Runnable command) {
			schedule(command, 0, TimeUnit.NANOSECONDS);
		}

		@Override
		public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
			return schedule(Executors.callable(command), delay, unit);
		}

		// dropped after shutdown, as the engine has it
		@Override
		public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
			Instant at = VirtualTime.this.now.plusNanos(unit.toNanos(Math.max(0, delay)));
			Task<V> task = new Task<>(this, callable, at);
			if (!this.shutdown) {
				VirtualTime.this.tasks.add(task);
			}
			return task;
		}

		@Override
		public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long delay, long period, TimeUnit unit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long delay, long period, TimeUnit unit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void shutdown() {
			shutdownNow();
		}

		@Override
		public List<Runnable> shutdownNow() {
			this.shutdown = true;
			VirtualTime.this.tasks.removeIf((task) -> task.executor == this);
			return List.of();
		}

		@Override
		public boolean isShutdown() {
			return this.shutdown;
		}

		@Override
		public boolean isTerminated() {
			return this.shutdown;
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) {
			return this.shutdown;
		}

	}

	private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {

		private final Executor executor;

		private final Instant at;

		private final long number = VirtualTime.this.given.getAndIncrement();

		Task(Executor executor, Callable<V> callable, Instant at) {
			super(callable);
			this.executor = executor;
			this.at = at;
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			VirtualTime.this.tasks.remove(this);
			return super.cancel(false);
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(Duration.between(VirtualTime.this.now, this.at));
		}

		@Override
		public int compareTo(Delayed other) {
			return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
		}

	}

}
