package io.github.iotcustomauth.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(20)
class HandlerPoolTests {

	private final HandlerPool pool = new HandlerPool("handler-pool-tests-");

	private final SerialQueue queue = new SerialQueue(this.pool, 10);

	@Test
	void closeLetsAllThatIsQueuedRun() throws Exception {
		List<Integer> ran = new CopyOnWriteArrayList<>();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch closing = new CountDownLatch(1);
		this.pool.open();
		this.queue.offer(() -> {
			running.countDown();
			await(closing);
			ran.add(1);
		});
		this.queue.offer(() -> ran.add(2));
		this.queue.offer(() -> ran.add(3));
		running.await();
		Thread closer = new Thread(() -> this.pool.close(Duration.ofSeconds(10)));
		closer.start();
		closing.countDown();
		closer.join();
		assertThat(ran).containsExactly(1, 2, 3);
	}

	@Test
	void closeInterruptsWhatTakesTooLong() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		List<Integer> ran = new CopyOnWriteArrayList<>();
		this.pool.open();
		this.queue.offer(() -> {
			await(new CountDownLatch(1));
			interrupted.countDown();
		});
		this.queue.offer(() -> ran.add(2));
		this.pool.close(Duration.ofMillis(50));
		interrupted.await();
		assertThat(ran).isEmpty();
	}

	@Test
	void takesNothingBeforeItIsOpenAndAfterItIsClosed() {
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.pool.execute(() -> {
		}));
		this.pool.close(Duration.ZERO);
		this.pool.open();
		this.pool.close(Duration.ofSeconds(1));
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.pool.execute(() -> {
		}));
		assertThat(this.queue.offer(() -> {
		})).isFalse();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
