package io.github.iotcustomauth.connection;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads that message handlers and event listeners run on. What queues for them is
 * bounded by the {@link SerialQueue}s in front, each of which has one task here at most.
 */
final class HandlerPool implements Executor {

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final String name;

	private final int threads;

	private volatile @Nullable ThreadPoolExecutor executor;

	HandlerPool(String name, int threads) {
		this.name = name;
		this.threads = threads;
	}

	void open() {
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory(this.name);
		threadFactory.setDaemon(true);
		ThreadPoolExecutor executor = new ThreadPoolExecutor(this.threads, this.threads, IDLE.toSeconds(),
				TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threadFactory);
		executor.allowCoreThreadTimeOut(true);
		this.executor = executor;
	}

	@Override
	public void execute(Runnable task) {
		ThreadPoolExecutor executor = this.executor;
		if (executor == null) {
			throw new RejectedExecutionException("The connection has not been started");
		}
		executor.execute(task);
	}

	/**
	 * Let what is queued run to its end, and interrupt what then still runs.
	 * @param timeout how long to wait
	 */
	void close(Duration timeout) {
		ThreadPoolExecutor executor = this.executor;
		if (executor == null) {
			return;
		}
		executor.shutdown();
		try {
			if (!executor.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				executor.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

}
