package io.github.iotcustomauth.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunningTasks}.
 */
class RunningTasksTests {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final RunningTasks tasks = new RunningTasks(this.threads);

	@AfterEach
	void closeThreads() {
		this.threads.shutdownNow();
	}

	@Test
	void closeWaitsForTheTasks() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.tasks.execute(() -> await(release));
		CompletableFuture<Void> idle = this.tasks.close();
		assertThat(idle).isNotDone();
		release.countDown();
		idle.get(10, TimeUnit.SECONDS);
	}

	@Test
	void isClosedAtOnceWithoutTasks() {
		assertThat(this.tasks.close()).isCompleted();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.tasks.execute(() -> {
		}));
	}

	@Test
	void taskThatClosesDoesNotWaitForItself() throws Exception {
		CompletableFuture<Boolean> idle = new CompletableFuture<>();
		this.tasks.execute(() -> idle.complete(this.tasks.close().isDone()));
		assertThat(idle.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void taskThatDoesNotEndIsInterrupted() throws Exception {
		CompletableFuture<Boolean> completed = new CompletableFuture<>();
		CountDownLatch started = new CountDownLatch(1);
		this.tasks.execute(() -> {
			started.countDown();
			completed.complete(await(new CountDownLatch(1)));
		});
		assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> idle = this.tasks.close();
		this.tasks.interrupt();
		assertThat(completed.get(10, TimeUnit.SECONDS)).isFalse();
		idle.get(10, TimeUnit.SECONDS);
	}

	@Test
	void taskWithoutThreadDoesNotCount() {
		RunningTasks withoutThreads = new RunningTasks((task) -> {
			throw new OutOfMemoryError("on purpose");
		});
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> withoutThreads.execute(() -> {
		}));
		assertThat(withoutThreads.close()).isCompleted();
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
