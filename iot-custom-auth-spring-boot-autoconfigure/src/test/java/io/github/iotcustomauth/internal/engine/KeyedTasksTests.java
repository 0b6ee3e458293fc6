package io.github.iotcustomauth.internal.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeyedTasks}.
 */
class KeyedTasksTests {

	private final Queue<Runnable> pool = new ArrayDeque<>();

	private final Queue<Runnable> later = new ArrayDeque<>();

	private final List<String> done = Collections.synchronizedList(new ArrayList<>());

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private boolean noThreads;

	@AfterEach
	void endThreads() {
		this.threads.shutdownNow();
	}

	@Test
	void oneAtATimeMeansInOrderOfArrivalOverAllKeys() {
		KeyedTasks tasks = tasks(1);
		List.of("a1", "a2", "b3", "a4", "c5").forEach((text) -> assertThat(offer(tasks, text)).isTrue());
		assertThat(this.pool).hasSize(1);
		runPool();
		assertThat(this.done).containsExactly("a1", "a2", "b3", "a4", "c5");
		assertThat(tasks.isIdle()).isTrue();
	}

	@Test
	void asManyKeysAsAllowedRunAtTheSameTime() {
		KeyedTasks tasks = tasks(2);
		List.of("a1", "b1", "c1", "a2", "b2").forEach((text) -> offer(tasks, text));
		assertThat(this.pool).hasSize(2);
		assertThat(tasks.isEmpty()).isFalse();
		runPool();
		assertThat(this.done).containsExactlyInAnyOrder("a1", "b1", "c1", "a2", "b2")
			.containsSubsequence("a1", "a2")
			.containsSubsequence("b1", "b2");
		assertThat(tasks.isEmpty()).isTrue();
	}

	@Test
	void keysTakeTurns() {
		KeyedTasks tasks = tasks(2);
		offer(tasks, "a1");
		offer(tasks, "a2");
		offer(tasks, "b1");
		offer(tasks, "b2");
		this.pool.remove().run();
		assertThat(this.done).containsExactly("a1", "b1", "a2", "b2");
	}

	@Test
	void roomIsSharedByAllKeysAndReservedTasksHaveAsMuchAgain() {
		KeyedTasks tasks = tasks(3);
		IntStream.range(0, 5).forEach((i) -> assertThat(tasks.offer("t" + i, task(1, false))).isTrue());
		assertThat(tasks.offer("t9", task(1, false))).isFalse();
		IntStream.range(0, 5).forEach((i) -> assertThat(tasks.offer("q" + i, task(1, true))).isTrue());
		assertThat(tasks.offer("q9", task(1, true))).isFalse();
		runPool();
		assertThat(tasks.offer("t9", task(1, false))).isTrue();
	}

	@Test
	void roomIsBoundedByBytesUntilTheTaskHasRun() {
		KeyedTasks tasks = tasks(1);
		assertThat(tasks.offer("a", task(60, false))).isTrue();
		assertThat(tasks.offer("a", task(60, false))).isFalse();
		assertThat(tasks.offer("a", task(40, false))).isTrue();
		assertThat(tasks.offer("a", task(60, true))).isTrue();
		assertThat(tasks.offer("a", task(60, true))).isFalse();
		runPool();
		assertThat(tasks.offer("a", task(60, false))).isTrue();
	}

	@Test
	void taskThatIsLargerThanTheBoundRunsAlone() {
		KeyedTasks tasks = tasks(1);
		assertThat(tasks.offer("a", task(1000, false))).isTrue();
		assertThat(tasks.offer("a", task(1, false))).isFalse();
		runPool();
		assertThat(tasks.offer("a", task(1, false))).isTrue();
	}

	@Test
	void taskMayOfferTasks() {
		KeyedTasks tasks = tasks(1);
		tasks.offer("a", () -> offer(tasks, "b1"));
		runPool();
		assertThat(this.done).containsExactly("b1");
	}

	@Test
	void taskThatThrowsAnErrorDoesNotStopTheQueue() {
		KeyedTasks tasks = tasks(1);
		try (CapturedLog log = new CapturedLog(KeyedTasks.class)) {
			tasks.offer("a", () -> {
				throw new StackOverflowError("on purpose");
			});
			offer(tasks, "a2");
			runPool();
			offer(tasks, "a3");
			runPool();
			assertThat(this.done).containsExactly("a2", "a3");
			assertThat(log.lines(Level.ERROR)).hasSize(1);
		}
	}

	@Test
	void taskThatThrowsWhatCannotBeLoggedDoesNotStopTheQueue() {
		KeyedTasks tasks = tasks(1);
		tasks.offer("a", () -> {
			throw new IllegalStateException() {

				@Override
				public String getMessage() {
					throw new IllegalStateException("on purpose");
				}

			};
		});
		offer(tasks, "a2");
		runPool();
		assertThat(this.done).containsExactly("a2");
	}

	@Test
	void interruptOfATaskDoesNotReachTheNext() {
		KeyedTasks tasks = tasks(1);
		tasks.offer("a", () -> Thread.currentThread().interrupt());
		tasks.offer("a", () -> this.done.add("interrupted: " + Thread.currentThread().isInterrupted()));
		runPool();
		assertThat(this.done).containsExactly("interrupted: false");
	}

	@Test
	void queueGoesOnAfterAMomentWithoutThreads() {
		KeyedTasks tasks = tasks(1);
		this.noThreads = true;
		assertThat(offer(tasks, "a1")).isTrue();
		assertThat(offer(tasks, "a2")).isTrue();
		assertThat(this.later).hasSize(1);
		this.later.remove().run();
		assertThat(this.later).hasSize(1);
		this.noThreads = false;
		this.later.remove().run();
		runPool();
		assertThat(this.done).containsExactly("a1", "a2");
		assertThat(offer(tasks, "a3")).isTrue();
		runPool();
		assertThat(this.done).containsExactly("a1", "a2", "a3");
		assertThat(this.later).isEmpty();
	}

	@Test
	void nextTaskBringsAQueueWithoutThreadToLife() {
		KeyedTasks tasks = tasks(1);
		this.noThreads = true;
		offer(tasks, "a1");
		this.noThreads = false;
		this.later.remove().run();
		runPool();
		this.noThreads = true;
		offer(tasks, "b1");
		this.noThreads = false;
		tasks.resume();
		runPool();
		assertThat(this.done).containsExactly("a1", "b1");
	}

	@Test
	void workerThatCannotBeStartedCostsNothingWhileAnotherWorks() {
		KeyedTasks tasks = tasks(2);
		offer(tasks, "a1");
		this.noThreads = true;
		offer(tasks, "b1");
		assertThat(this.later).isEmpty();
		runPool();
		assertThat(this.done).containsExactly("a1", "b1");
	}

	@Test
	void pausedQueueAcceptsAndStartsNothing() {
		KeyedTasks tasks = tasks(1);
		offer(tasks, "a1");
		tasks.pause();
		assertThat(tasks.whenIdle()).isCompleted();
		offer(tasks, "a2");
		runPool();
		assertThat(this.done).isEmpty();
		tasks.resume();
		runPool();
		assertThat(this.done).containsExactly("a1", "a2");
	}

	@Test
	void pauseEndsWhenTheRunningTaskHasReturned() throws Exception {
		KeyedTasks tasks = onThreads(1);
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch running = new CountDownLatch(1);
		tasks.offer("a", () -> {
			running.countDown();
			await(release);
			this.done.add("a1");
		});
		offer(tasks, "a2");
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		tasks.pause();
		CompletableFuture<Void> idle = tasks.whenIdle();
		assertThat(idle).isNotDone();
		release.countDown();
		idle.get(10, TimeUnit.SECONDS);
		assertThat(this.done).containsExactly("a1");
		tasks.resume();
		tasks.whenIdle().get(10, TimeUnit.SECONDS);
		assertThat(this.done).containsExactly("a1", "a2");
	}

	@Test
	void idleWhenAllThatWaitedHasRun() throws Exception {
		KeyedTasks tasks = onThreads(1);
		CountDownLatch release = new CountDownLatch(1);
		tasks.offer("a", () -> await(release));
		IntStream.range(0, 4).forEach((i) -> offer(tasks, "a" + i));
		CompletableFuture<Void> idle = tasks.whenIdle();
		assertThat(idle).isNotDone();
		release.countDown();
		idle.get(10, TimeUnit.SECONDS);
		assertThat(this.done).containsExactly("a0", "a1", "a2", "a3");
	}

	@Test
	void interruptionEndsWhatRunsAndDropsWhatWaits() throws Exception {
		KeyedTasks tasks = onThreads(1);
		CountDownLatch running = new CountDownLatch(1);
		tasks.offer("a", () -> {
			running.countDown();
			this.done.add("ended: " + await(new CountDownLatch(1)));
		});
		offer(tasks, "a2");
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		tasks.interrupt();
		tasks.whenIdle().get(10, TimeUnit.SECONDS);
		assertThat(this.done).containsExactlyInAnyOrder("dropped a2", "ended: false");
		assertThat(offer(tasks, "a3")).isFalse();
		tasks.resume();
		assertThat(offer(tasks, "a4")).isTrue();
		tasks.whenIdle().get(10, TimeUnit.SECONDS);
		assertThat(this.done).contains("a4").doesNotContain("a3");
	}

	@Test
	void reservedTasksCanBeDropped() {
		KeyedTasks tasks = tasks(2);
		tasks.offer("a", task(60, true));
		offer(tasks, "a1");
		tasks.offer("b", task(60, true));
		tasks.drop(QueuedTask::isReserved);
		assertThat(tasks.offer("c", task(100, false))).isTrue();
		runPool();
		assertThat(this.done).containsExactly("dropped 60", "dropped 60", "a1", "ran 100");
		assertThat(tasks.isIdle()).isTrue();
	}

	@Test
	void orderAndLimitHoldOnRealThreads() throws Exception {
		KeyedTasks tasks = new KeyedTasks(this.threads, this.later::add, 4, 100_000, Long.MAX_VALUE);
		Map<String, List<Integer>> byKey = new ConcurrentHashMap<>();
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		for (int i = 0; i < 20_000; i++) {
			int number = i;
			String key = "t" + i % 17;
			assertThat(tasks.offer(key, () -> {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				byKey.computeIfAbsent(key, (absent) -> new CopyOnWriteArrayList<>()).add(number);
				running.decrementAndGet();
			})).isTrue();
		}
		tasks.whenIdle().get(60, TimeUnit.SECONDS);
		assertThat(most.get()).isLessThanOrEqualTo(4);
		assertThat(byKey).hasSize(17)
			.allSatisfy((key, numbers) -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
		assertThat(byKey.values().stream().mapToInt(List::size).sum()).isEqualTo(20_000);
	}

	private KeyedTasks tasks(int limit) {
		return new KeyedTasks((task) -> {
			if (this.noThreads) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			this.pool.add(task);
		}, this.later::add, limit, 5, 100);
	}

	private KeyedTasks onThreads(int limit) {
		return new KeyedTasks(this.threads, this.later::add, limit, 5, 100);
	}

	// the first character is the key
	private boolean offer(KeyedTasks tasks, String text) {
		return tasks.offer(text.substring(0, 1), new QueuedTask() {

			@Override
			public void run() {
				KeyedTasksTests.this.done.add(text);
			}

			@Override
			public void dropped() {
				KeyedTasksTests.this.done.add("dropped " + text);
			}

		});
	}

	private QueuedTask task(int bytes, boolean reserved) {
		return new QueuedTask() {

			@Override
			public void run() {
				KeyedTasksTests.this.done.add("ran " + bytes);
			}

			@Override
			public void dropped() {
				KeyedTasksTests.this.done.add("dropped " + bytes);
			}

			@Override
			public int bytes() {
				return bytes;
			}

			@Override
			public boolean isReserved() {
				return reserved;
			}

		};
	}

	private void runPool() {
		while (!this.pool.isEmpty()) {
			this.pool.remove().run();
		}
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

}
