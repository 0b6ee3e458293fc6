package io.github.iotcustomauth.connection;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads that message handlers and event listeners run on. There is no bound here
 * because there is one in front: each {@link SerialQueue} has one task here at most, and
 * a connection has as many of them as subscriptions. So a slow handler holds up its own
 * subscription and no other.
 */
final class HandlerPool implements Executor {

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final String name;

	private volatile @Nullable ThreadPoolExecutor executor;

	HandlerPool(String name) {
		this.name = name;
	}

	void open() {
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory(this.name);
		threadFactory.setDaemon(true);
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE.toSeconds(), TimeUnit.SECONDS,
				new SynchronousQueue<>(), threadFactory);
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
