package io.github.iotcustomauth.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandlerPool}.
 */
class HandlerPoolTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final HandlerPool pool = new HandlerPool("test-pool-", false);

	@AfterEach
	void closePool() {
		this.pool.close(Duration.ZERO);
	}

	@Test
	void isClosedUntilItIsOpened() {
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.pool.execute(() -> {
		}));
		this.pool.close(SOON);
	}

	@Test
	void runsTasksOnNamedDaemonThreads() throws Exception {
		this.pool.open();
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.pool.execute(() -> thread.complete(Thread.currentThread()));
		assertThat(thread.get(10, TimeUnit.SECONDS)).matches(Thread::isDaemon)
			.extracting(Thread::getName)
			.asString()
			.startsWith("test-pool-");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void runsTasksOnVirtualThreadsIfTheyAreWanted() throws Exception {
		HandlerPool virtual = new HandlerPool("test-virtual-", true);
		virtual.open();
		try {
			CompletableFuture<Thread> thread = new CompletableFuture<>();
			virtual.execute(() -> thread.complete(Thread.currentThread()));
			// Thread.isVirtual() is of Java 21, and the text of a virtual thread begins
			// so
			assertThat(thread.get(10, TimeUnit.SECONDS)).asString().startsWith("VirtualThread");
			assertThat(thread.get().getName()).startsWith("test-virtual-");
		}
		finally {
			virtual.close(SOON);
		}
	}

	@Test
	void aTaskThatHangsHoldsUpNoOther() throws Exception {
		this.pool.open();
		CountDownLatch release = new CountDownLatch(1);
		for (int i = 0; i < 20; i++) {
			this.pool.execute(() -> await(release));
		}
		CompletableFuture<String> other = new CompletableFuture<>();
		this.pool.execute(() -> other.complete("done"));
		assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("done");
		release.countDown();
	}

	@Test
	void closeWaitsForWhatRuns() throws Exception {
		this.pool.open();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture<String> ended = new CompletableFuture<>();
		this.pool.execute(() -> {
			running.countDown();
			await(release);
			ended.complete("done");
		});
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> this.pool.close(SOON));
		assertThat(closed).isNotDone();
		release.countDown();
		closed.get(10, TimeUnit.SECONDS);
		assertThat(ended).isCompletedWithValue("done");
	}

	@Test
	void closeInterruptsWhatDoesNotEndInTime() throws Exception {
		this.pool.open();
		CountDownLatch running = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.pool.execute(() -> {
			running.countDown();
			interrupted.complete(!await(new CountDownLatch(1)));
		});
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		this.pool.close(Duration.ofMillis(-1));
		assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void closeThatIsInterruptedInterruptsWhatRuns() throws Exception {
		this.pool.open();
		CountDownLatch running = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.pool.execute(() -> {
			running.countDown();
			interrupted.complete(!await(new CountDownLatch(1)));
		});
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		Thread.currentThread().interrupt();
		this.pool.close(SOON);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void closeWaitsForAllThatIsQueued() throws Exception {
		this.pool.open();
		SerialQueue queue = new SerialQueue(this.pool, 100);
		CountDownLatch release = new CountDownLatch(1);
		List<Integer> done = Collections.synchronizedList(new ArrayList<>());
		queue.offer(() -> await(release));
		IntStream.range(0, 50).forEach((i) -> queue.offer(() -> done.add(i)));
		CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> this.pool.close(SOON));
		Awaitility.await().until(() -> !queue(() -> {
		}));
		release.countDown();
		closed.get(10, TimeUnit.SECONDS);
		assertThat(done).isEqualTo(IntStream.range(0, 50).boxed().toList());
	}

	@Test
	void closeThatInterruptsRunsNothingMore() throws Exception {
		this.pool.open();
		SerialQueue queue = new SerialQueue(this.pool, 100);
		CountDownLatch running = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		List<Integer> done = Collections.synchronizedList(new ArrayList<>());
		queue.offer(() -> {
			running.countDown();
			boolean ended = await(new CountDownLatch(1));
			Thread.currentThread().interrupt();
			interrupted.complete(!ended);
		});
		queue.offer(() -> done.add(1));
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		this.pool.close(Duration.ZERO);
		assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
		// opened sooner, the pool would do what is left
		Awaitility.await().until(queue::isIdle);
		this.pool.open();
		CompletableFuture<String> again = new CompletableFuture<>();
		Awaitility.await().until(() -> {
			queue.offer(() -> again.complete("done"));
			return again.isDone();
		});
		assertThat(done).isEmpty();
	}

	@Test
	void canBeOpenedAgain() throws Exception {
		this.pool.open();
		this.pool.close(SOON);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.pool.execute(() -> {
		}));
		this.pool.open();
		CompletableFuture<String> done = new CompletableFuture<>();
		this.pool.execute(() -> done.complete("done"));
		assertThat(done.get(10, TimeUnit.SECONDS)).isEqualTo("done");
	}

	private boolean queue(Runnable task) {
		return new SerialQueue(this.pool, 1).offer(task);
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
