package io.github.iotcustomauth.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SerialQueue}.
 */
class SerialQueueTests {

	private final Queue<Runnable> pool = new ArrayDeque<>();

	private final List<Integer> done = new ArrayList<>();

	private final SerialQueue queue = new SerialQueue(this.pool::add, 3);

	@Test
	void runsTasksInOrder() {
		IntStream.range(0, 3).forEach((i) -> assertThat(this.queue.offer(() -> this.done.add(i))).isTrue());
		runPool();
		assertThat(this.done).containsExactly(0, 1, 2);
	}

	@Test
	void takesOneTurnInThePoolAtATime() {
		this.queue.offer(() -> this.done.add(1));
		this.queue.offer(() -> this.done.add(2));
		assertThat(this.pool).hasSize(1);
		this.pool.remove().run();
		assertThat(this.done).containsExactly(1);
		assertThat(this.pool).hasSize(1);
		this.pool.remove().run();
		assertThat(this.done).containsExactly(1, 2);
		assertThat(this.pool).isEmpty();
	}

	@Test
	void twoQueuesTakeTurns() {
		SerialQueue other = new SerialQueue(this.pool::add, 3);
		this.queue.offer(() -> this.done.add(1));
		this.queue.offer(() -> this.done.add(2));
		other.offer(() -> this.done.add(10));
		other.offer(() -> this.done.add(20));
		runPool();
		assertThat(this.done).containsExactly(1, 10, 2, 20);
	}

	@Test
	void refusesMoreThanItsCapacity() {
		IntStream.range(0, 3).forEach((i) -> this.queue.offer(() -> this.done.add(i)));
		assertThat(this.queue.offer(() -> this.done.add(3))).isFalse();
		this.pool.remove().run();
		assertThat(this.queue.offer(() -> this.done.add(4))).isTrue();
		runPool();
		assertThat(this.done).containsExactly(0, 1, 2, 4);
	}

	@Test
	void taskMayOfferTasks() {
		this.queue.offer(() -> this.queue.offer(() -> this.done.add(1)));
		runPool();
		assertThat(this.done).containsExactly(1);
	}

	@Test
	void throwingTaskDoesNotStopTheQueue() {
		this.queue.offer(() -> {
			throw new IllegalStateException("on purpose");
		});
		this.queue.offer(() -> this.done.add(2));
		assertThatIllegalStateException().isThrownBy(() -> this.pool.remove().run()).withMessage("on purpose");
		runPool();
		assertThat(this.done).containsExactly(2);
		this.queue.offer(() -> this.done.add(3));
		runPool();
		assertThat(this.done).containsExactly(2, 3);
	}

	@Test
	void closedPoolRefusesAndAnOpenOneIsUsedAgain() {
		AtomicInteger open = new AtomicInteger();
		SerialQueue refused = new SerialQueue((task) -> {
			if (open.get() == 0) {
				throw new RejectedExecutionException();
			}
			this.pool.add(task);
		}, 3);
		assertThat(refused.offer(() -> this.done.add(1))).isFalse();
		open.set(1);
		assertThat(refused.offer(() -> this.done.add(2))).isTrue();
		runPool();
		assertThat(this.done).containsExactly(2);
	}

	@Test
	void oneAtATimeAndInOrderWithManyThreads() throws Exception {
		int tasks = 20_000;
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			SerialQueue serial = new SerialQueue(threads, tasks);
			List<Integer> order = Collections.synchronizedList(new ArrayList<>());
			AtomicInteger running = new AtomicInteger();
			CountDownLatch ended = new CountDownLatch(tasks);
			for (int i = 0; i < tasks; i++) {
				int number = i;
				assertThat(serial.offer(() -> {
					if (running.incrementAndGet() == 1) {
						order.add(number);
					}
					running.decrementAndGet();
					ended.countDown();
				})).isTrue();
			}
			assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(order).isEqualTo(IntStream.range(0, tasks).boxed().toList());
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void runPool() {
		while (!this.pool.isEmpty()) {
			this.pool.remove().run();
		}
	}

}
