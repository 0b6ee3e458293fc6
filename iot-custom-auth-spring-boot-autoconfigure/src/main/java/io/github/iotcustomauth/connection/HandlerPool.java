package io.github.iotcustomauth.connection;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads that message handlers and event listeners run on. There is no bound here
 * because there is one in front: each {@link SerialQueue} has one task here at most, and
 * a connection has as many of them as its subscriptions have concurrency. So a slow
 * handler holds up its own subscription and no other.
 */
final class HandlerPool implements Executor {

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final ThreadFactory threads;

	private volatile @Nullable ThreadPoolExecutor executor;

	/**
	 * Create a pool.
	 * @param name the prefix of the names of its threads
	 * @param virtual whether the threads are virtual, which needs Java 21
	 */
	HandlerPool(String name, boolean virtual) {
		this.threads = virtual ? new VirtualThreadTaskExecutor(name).getVirtualThreadFactory() : daemons(name);
	}

	private static ThreadFactory daemons(String name) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(name);
		threads.setDaemon(true);
		return threads;
	}

	void open() {
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE.toSeconds(), TimeUnit.SECONDS,
				new SynchronousQueue<>(), this.threads);
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
