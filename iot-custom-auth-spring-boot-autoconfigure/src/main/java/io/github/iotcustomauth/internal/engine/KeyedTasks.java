package io.github.iotcustomauth.internal.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of a key in order, one at a time, and those of different keys at the
 * same time, up to a limit. Bounded by count and bytes. Accepted tasks stay queued when
 * the pool has no thread. No lock is held while a task runs. Thread-safe.
 */
public final class KeyedTasks {

	private static final Log logger = LogFactory.getLog(KeyedTasks.class);

	private final Executor pool;

	private final Consumer<Runnable> later;

	private final int limit;

	private final int maxCount;

	private final long maxBytes;

	// guards everything below
	private final Object lock = new Object();

	// of the keys with a task that waits or runs
	private final Map<String, TaskLane> lanes = new HashMap<>();

	// those whose next task may start
	private final Deque<TaskLane> ready = new ArrayDeque<>();

	private final Set<Thread> running = new HashSet<>();

	private int waiting;

	private long bytes;

	private int workers;

	private boolean retrying;

	private boolean paused;

	private boolean held;

	private volatile boolean interrupted;

	private @Nullable CompletableFuture<@Nullable Void> idle;

	// With a limit of 1, all keys are the same. The count bounds the tasks that wait, the
	// bytes those that wait or run, and reserved tasks may use as much again. What the
	// pool has no thread for is tried later.
	public KeyedTasks(Executor pool, Consumer<Runnable> later, int limit, int maxCount, long maxBytes) {
		this.pool = pool;
		this.later = later;
		this.limit = limit;
		this.maxCount = maxCount;
		this.maxBytes = maxBytes;
	}

	// tells whether there was room; never blocks
	public boolean offer(String key, QueuedTask task) {
		synchronized (this.lock) {
			if (this.interrupted || !hasRoom(task)) {
				return false;
			}
			TaskLane lane = this.lanes.computeIfAbsent((this.limit > 1) ? key : "", TaskLane::new);
			lane.tasks.add(task);
			if (!lane.active) {
				lane.active = true;
				this.ready.add(lane);
			}
			this.waiting++;
			this.bytes += task.bytes();
			if (this.workers == this.limit) {
				return true;
			}
		}
		startWorkers();
		return true;
	}

	// a task that is larger than the bound is run when there is no other
	private boolean hasRoom(QueuedTask task) {
		int factor = task.isReserved() ? 2 : 1;
		return this.waiting < factor * this.maxCount
				&& (this.bytes == 0 || this.bytes + task.bytes() <= factor * this.maxBytes);
	}

	private void startWorkers() {
		int missing;
		synchronized (this.lock) {
			missing = isHalted() ? 0 : Math.min(this.limit - this.workers, this.ready.size());
			this.workers += missing;
		}
		for (int i = 0; i < missing; i++) {
			startWorker();
		}
	}

	private boolean isHalted() {
		return this.paused || this.held || this.interrupted;
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
				// other workers do what waits
				retry = this.workers == 0 && !this.retrying;
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

	private void work() {
		TaskLane lane = next(null);
		while (lane != null) {
			lane.runCurrent();
			lane = next(lane);
		}
	}

	private @Nullable TaskLane next(@Nullable TaskLane finished) {
		TaskLane lane;
		CompletableFuture<@Nullable Void> waiter;
		synchronized (this.lock) {
			if (finished != null) {
				finish(finished);
			}
			lane = isHalted() ? null : this.ready.poll();
			if (lane == null) {
				this.workers--;
				this.running.remove(Thread.currentThread());
			}
			else {
				this.waiting--;
				lane.current = lane.tasks.remove();
				// also when it is there, from its last task
				this.running.add(Thread.currentThread());
			}
			waiter = takeIdle();
		}
		signal(waiter);
		return lane;
	}

	private void finish(TaskLane lane) {
		// an interrupt is for one task, and the thread belongs to the pool
		Thread.interrupted();
		this.bytes -= lane.current().bytes();
		lane.current = null;
		leave(lane);
	}

	private void leave(TaskLane lane) {
		lane.active = !lane.tasks.isEmpty();
		if (lane.active) {
			this.ready.add(lane);
		}
		else if (this.limit > 1) {
			this.lanes.remove(lane.key);
		}
	}

	// tasks are accepted, but none is started until resume()
	public void pause() {
		synchronized (this.lock) {
			this.paused = true;
		}
	}

	// also after an interruption
	public void resume() {
		synchronized (this.lock) {
			this.paused = false;
			this.interrupted = false;
		}
		startWorkers();
	}

	// as pause(), and independent of it
	public void hold() {
		CompletableFuture<@Nullable Void> waiter;
		synchronized (this.lock) {
			this.held = true;
			waiter = takeIdle();
		}
		signal(waiter);
	}

	// after hold()
	public void release() {
		synchronized (this.lock) {
			this.held = false;
		}
		startWorkers();
	}

	public List<QueuedTask> snapshot() {
		synchronized (this.lock) {
			return this.lanes.values().stream().flatMap((lane) -> lane.tasks.stream()).toList();
		}
	}

	// drops what waits, interrupts what runs and accepts no more
	public void interrupt() {
		synchronized (this.lock) {
			this.interrupted = true;
			// under the lock: afterwards the thread may belong to others
			this.running.forEach(Thread::interrupt);
		}
		drop((task) -> true);
	}

	public void drop(Predicate<QueuedTask> dropped) {
		List<QueuedTask> removed = new ArrayList<>();
		CompletableFuture<@Nullable Void> waiter;
		synchronized (this.lock) {
			for (TaskLane lane : List.copyOf(this.lanes.values())) {
				lane.tasks.removeIf((task) -> dropped.test(task) && removed.add(task));
				if (this.ready.remove(lane)) {
					leave(lane);
				}
			}
			this.waiting -= removed.size();
			removed.forEach((task) -> this.bytes -= task.bytes());
			waiter = takeIdle();
		}
		removed.forEach(QueuedTask::dropped);
		signal(waiter);
	}

	/**
	 * Wait until nothing runs and, unless paused, nothing waits.
	 * @return a future that completes then, on the thread of the last task
	 */
	public CompletableFuture<@Nullable Void> whenIdle() {
		synchronized (this.lock) {
			if (isQuiet()) {
				return CompletableFuture.completedFuture(null);
			}
			CompletableFuture<@Nullable Void> present = this.idle;
			this.idle = (present != null) ? present : new CompletableFuture<>();
			return this.idle;
		}
	}

	private boolean isQuiet() {
		return this.running.isEmpty() && (this.paused || this.held || this.waiting == 0);
	}

	private @Nullable CompletableFuture<@Nullable Void> takeIdle() {
		CompletableFuture<@Nullable Void> waiter = isQuiet() ? this.idle : null;
		this.idle = (waiter != null) ? null : this.idle;
		return waiter;
	}

	private static void signal(@Nullable CompletableFuture<@Nullable Void> waiter) {
		if (waiter != null) {
			waiter.complete(null);
		}
	}

	public int waiting() {
		synchronized (this.lock) {
			return this.waiting;
		}
	}

	public int running() {
		synchronized (this.lock) {
			return this.running.size();
		}
	}

	public boolean isIdle() {
		return size() == 0;
	}

	// tasks that wait or run
	public int size() {
		synchronized (this.lock) {
			return this.waiting + this.running.size();
		}
	}

	public boolean isEmpty() {
		return waiting() == 0;
	}

	// between interrupt() and resume()
	public boolean isInterrupted() {
		return this.interrupted;
	}

}
