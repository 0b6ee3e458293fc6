package io.github.iotcustomauth.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of a key one after the other and in order, and those of different keys
 * at the same time, up to a limit. Bounded by count and bytes. What was accepted stays
 * queued when the pool has no thread, and is tried again. No lock is held while a task
 * runs. Thread-safe.
 */
final class KeyedTasks {

	private static final Log logger = LogFactory.getLog(KeyedTasks.class);

	private final Executor pool;

	private final Consumer<Runnable> later;

	private final int limit;

	private final int maxCount;

	private final long maxBytes;

	// guards everything below
	private final Object lock = new Object();

	// of the keys with a task that waits or runs
	private final Map<String, Lane> lanes = new HashMap<>();

	// the only lane if there is one at a time
	private final @Nullable Lane single;

	// those whose next task may start
	private final Deque<Lane> ready = new ArrayDeque<>();

	private final Set<Thread> running = new HashSet<>();

	private int waiting;

	private long bytes;

	private int workers;

	private boolean retrying;

	private boolean paused;

	private volatile boolean interrupted;

	private @Nullable CompletableFuture<@Nullable Void> idle;

	/**
	 * Create a queue.
	 * @param pool the threads to run on
	 * @param later runs a task after a moment, when the pool may have threads again
	 * @param limit how many tasks run at the same time; the key is not looked at if it is
	 * 1
	 * @param maxCount how many tasks may wait, and as many reserved tasks again
	 * @param maxBytes how many bytes the tasks that wait or run may hold, and reserved
	 * tasks as many again
	 */
	KeyedTasks(Executor pool, Consumer<Runnable> later, int limit, int maxCount, long maxBytes) {
		this.pool = pool;
		this.later = later;
		this.limit = limit;
		this.maxCount = maxCount;
		this.maxBytes = maxBytes;
		this.single = (limit == 1) ? new Lane("") : null;
	}

	/**
	 * Add a task. Never blocks, and fails only for want of room.
	 * @param key tasks of the same key are run in order
	 * @param task the task
	 * @return whether there was room for it
	 */
	boolean offer(String key, Task task) {
		synchronized (this.lock) {
			if (this.interrupted || !hasRoom(task)) {
				return false;
			}
			Lane lane = (this.single != null) ? this.single : this.lanes.computeIfAbsent(key, Lane::new);
			lane.tasks.add(task);
			if (!lane.active) {
				lane.active = true;
				this.ready.add(lane);
			}
			this.waiting++;
			this.bytes += task.bytes();
			if (!wantsWorker()) {
				return true;
			}
			this.workers++;
		}
		startWorker();
		return true;
	}

	// a task that is larger than the bound is run when there is no other
	private boolean hasRoom(Task task) {
		int factor = task.isReserved() ? 2 : 1;
		return this.waiting < factor * this.maxCount
				&& (this.bytes == 0 || this.bytes + task.bytes() <= factor * this.maxBytes);
	}

	private boolean wantsWorker() {
		return this.workers < this.limit && !this.paused && !this.ready.isEmpty();
	}

	@SuppressWarnings("CatchingUnchecked") // "unable to create native thread" is an Error
	private void startWorker() {
		try {
			this.pool.execute(this::work);
		}
		catch (Throwable ex) {
			logger.debug("There is no thread at the moment", ex);
			boolean retry;
			synchronized (this.lock) {
				this.workers--;
				// the other workers do what waits
				retry = this.workers == 0 && !this.retrying && this.waiting > 0;
				this.retrying |= retry;
			}
			if (retry) {
				this.later.accept(this::retry);
			}
		}
	}

	private void retry() {
		synchronized (this.lock) {
			this.retrying = false;
		}
		startWorkers();
	}

	private void startWorkers() {
		int missing;
		synchronized (this.lock) {
			missing = this.paused ? 0 : Math.min(this.limit - this.workers, this.ready.size());
			this.workers += missing;
		}
		for (int i = 0; i < missing; i++) {
			startWorker();
		}
	}

	@SuppressWarnings("CatchingUnchecked") // whatever a task throws, the next ones run
	private void work() {
		Lane lane = next();
		while (lane != null) {
			Task task = lane.current();
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("A task failed", ex);
			}
			lane = finished(lane, task);
		}
	}

	private @Nullable Lane finished(Lane lane, Task task) {
		CompletableFuture<@Nullable Void> quiet;
		Lane next;
		synchronized (this.lock) {
			this.running.remove(Thread.currentThread());
			this.bytes -= task.bytes();
			lane.current = null;
			if (!lane.tasks.isEmpty()) {
				this.ready.add(lane);
			}
			else {
				lane.active = false;
				this.lanes.remove(lane.key, lane);
			}
			next = next();
			quiet = takeIdle();
		}
		// an interrupt is for one task, and the thread belongs to the pool
		Thread.interrupted();
		complete(quiet);
		return next;
	}

	private @Nullable Lane next() {
		synchronized (this.lock) {
			Lane lane = this.paused ? null : this.ready.poll();
			if (lane == null) {
				this.workers--;
				return null;
			}
			this.waiting--;
			lane.current = lane.tasks.remove();
			this.running.add(Thread.currentThread());
			return lane;
		}
	}

	/**
	 * Start no further task until {@link #resume()}. Tasks are accepted.
	 */
	void pause() {
		synchronized (this.lock) {
			this.paused = true;
		}
	}

	/**
	 * Start tasks again, also after an interruption.
	 */
	void resume() {
		synchronized (this.lock) {
			this.paused = false;
			this.interrupted = false;
		}
		startWorkers();
	}

	/**
	 * Drop what waits, interrupt what runs and accept no more.
	 */
	void interrupt() {
		List<Task> dropped;
		synchronized (this.lock) {
			this.interrupted = true;
			dropped = remove(false);
			// under the lock: afterwards the thread may belong to others
			this.running.forEach(Thread::interrupt);
		}
		drop(dropped);
	}

	/**
	 * Drop the reserved tasks that wait.
	 */
	void dropReserved() {
		List<Task> dropped;
		synchronized (this.lock) {
			dropped = remove(true);
		}
		drop(dropped);
	}

	private List<Task> remove(boolean reservedOnly) {
		List<Task> removed = new ArrayList<>();
		Set<Lane> all = new HashSet<>(this.lanes.values());
		all.addAll(this.ready);
		if (this.single != null) {
			all.add(this.single);
		}
		for (Lane lane : all) {
			for (Iterator<Task> tasks = lane.tasks.iterator(); tasks.hasNext();) {
				Task task = tasks.next();
				if (!reservedOnly || task.isReserved()) {
					tasks.remove();
					removed.add(task);
					this.waiting--;
					this.bytes -= task.bytes();
				}
			}
			if (lane.tasks.isEmpty() && this.ready.remove(lane)) {
				lane.active = false;
				this.lanes.remove(lane.key, lane);
			}
		}
		return removed;
	}

	private void drop(List<Task> dropped) {
		dropped.forEach(Task::dropped);
		CompletableFuture<@Nullable Void> quiet;
		synchronized (this.lock) {
			quiet = takeIdle();
		}
		complete(quiet);
	}

	/**
	 * Wait until nothing runs and, unless paused, nothing waits.
	 * @return a future that completes then, on the thread of the last task
	 */
	CompletableFuture<@Nullable Void> whenIdle() {
		synchronized (this.lock) {
			if (isQuiet()) {
				return CompletableFuture.completedFuture(null);
			}
			if (this.idle == null) {
				this.idle = new CompletableFuture<>();
			}
			return this.idle;
		}
	}

	private boolean isQuiet() {
		return this.running.isEmpty() && (this.paused || this.waiting == 0);
	}

	private @Nullable CompletableFuture<@Nullable Void> takeIdle() {
		CompletableFuture<@Nullable Void> waiter = this.idle;
		if (waiter == null || !isQuiet()) {
			return null;
		}
		this.idle = null;
		return waiter;
	}

	private static void complete(@Nullable CompletableFuture<@Nullable Void> future) {
		if (future != null) {
			future.complete(null);
		}
	}

	/**
	 * Whether there is nothing to do.
	 * @return whether no task waits and none is running
	 */
	boolean isIdle() {
		synchronized (this.lock) {
			return this.waiting == 0 && this.running.isEmpty();
		}
	}

	/**
	 * Whether no task waits.
	 * @return whether all of them have been started or dropped
	 */
	boolean isEmpty() {
		synchronized (this.lock) {
			return this.waiting == 0;
		}
	}

	/**
	 * Whether running tasks have been interrupted, so that they are to end.
	 * @return whether {@link #interrupt()} was called and not {@link #resume()} since
	 */
	boolean isInterrupted() {
		return this.interrupted;
	}

	/**
	 * A task.
	 */
	@FunctionalInterface
	interface Task extends Runnable {

		/**
		 * The memory that it holds until it has run.
		 * @return the number of bytes
		 */
		default int bytes() {
			return 0;
		}

		/**
		 * Whether it may use room that others may not.
		 * @return whether there is room reserved for it
		 */
		default boolean isReserved() {
			return false;
		}

		/**
		 * It will not run.
		 */
		default void dropped() {
		}

	}

	private static final class Lane {

		private final String key;

		private final Deque<Task> tasks = new ArrayDeque<>();

		private @Nullable Task current;

		// ready, or one of its tasks runs
		private boolean active;

		Lane(String key) {
			this.key = key;
		}

		Task current() {
			return Objects.requireNonNull(this.current);
		}

	}

}
