package io.github.iotcustomauth.internal.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads of connections; any number of connections may share them. Code of the
 * application never runs on the thread of the scheduler or on a native thread.
 * <ul>
 * <li>Handlers, event listeners, credentials providers and customizers run on
 * {@code iot-handler-} threads. There are as many of them as the users of the pool, each
 * of which has a limit of its own.</li>
 * <li>What is chained to futures runs on {@code iot-callback-} threads, 8 at most.</li>
 * </ul>
 */
public final class ConnectionExecutors implements AutoCloseable {

	private static final int MAX_CALLBACKS = 8;

	private static final int MAX_COMPLETERS = 64;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final ScheduledThreadPoolExecutor scheduler;

	private final ThreadPoolExecutor handlers;

	private final ThreadPoolExecutor callbacks;

	private final ThreadPoolExecutor completers;

	private final CompletionQueue completions;

	private final Clock clock;

	/**
	 * Create the threads.
	 * @param virtualThreads whether code of the application runs on virtual threads,
	 * which needs Java 21
	 */
	public ConnectionExecutors(boolean virtualThreads) {
		this(virtualThreads, Clock.systemUTC());
	}

	/**
	 * Create the threads.
	 * @param virtualThreads whether code of the application runs on virtual threads,
	 * which needs Java 21
	 * @param clock the wall clock, which says when credentials expire; intervals do not
	 * depend on it
	 */
	public ConnectionExecutors(boolean virtualThreads, Clock clock) {
		this.clock = clock;
		this.scheduler = new ScheduledThreadPoolExecutor(1, daemons("iot-engine-"));
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.handlers = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE.toSeconds(), TimeUnit.SECONDS,
				new SynchronousQueue<>(), threads("iot-handler-", virtualThreads));
		this.callbacks = new ThreadPoolExecutor(MAX_CALLBACKS, MAX_CALLBACKS, IDLE.toSeconds(), TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), threads("iot-callback-", virtualThreads));
		this.callbacks.allowCoreThreadTimeOut(true);
		this.completers = new ThreadPoolExecutor(1, MAX_COMPLETERS, IDLE.toSeconds(), TimeUnit.SECONDS,
				new SynchronousQueue<>(), daemons("iot-completion-"));
		this.completions = new CompletionQueue(this.completers, this.scheduler);
		// so that a moment in which no thread can be created does not end connections
		this.scheduler.prestartAllCoreThreads();
		this.completers.prestartAllCoreThreads();
	}

	private static ThreadFactory threads(String name, boolean virtual) {
		return virtual ? new VirtualThreadTaskExecutor(name).getVirtualThreadFactory() : daemons(name);
	}

	private static ThreadFactory daemons(String name) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(name);
		threads.setDaemon(true);
		return threads;
	}

	public Engine newEngine() {
		return new Engine(this.scheduler, this.clock, System::nanoTime, new SplittableRandom());
	}

	ScheduledExecutorService scheduler() {
		return this.scheduler;
	}

	/**
	 * Threads for handlers, event listeners, providers and customizers. Unbounded: each
	 * user has a limit.
	 * @return the pool
	 */
	public Executor handlers() {
		return this.handlers;
	}

	/**
	 * Threads for what the application chains to futures.
	 * @return the pool
	 */
	public Executor callbacks() {
		return this.callbacks;
	}

	/**
	 * Completes futures of the application.
	 * @return an executor whose tasks run in order, never on the calling thread, and may
	 * block
	 */
	public Executor completions() {
		return this.completions::execute;
	}

	/**
	 * A future for the application.
	 * @return a new future, to be completed by {@link #complete} or {@link #fail}
	 */
	public CompletableFuture<@Nullable Void> newFuture() {
		return new ApplicationFuture<>(this.callbacks);
	}

	/**
	 * The future of an outcome for the application, whose code may block.
	 * @param outcome the outcome
	 * @return a future that completes with it
	 */
	public CompletableFuture<@Nullable Void> forApplication(CompletableFuture<@Nullable Void> outcome) {
		CompletableFuture<@Nullable Void> result = newFuture();
		outcome.whenComplete((nothing, ex) -> {
			if (ex != null) {
				fail(result, ex);
			}
			else {
				complete(result);
			}
		});
		return result;
	}

	/**
	 * Complete a future without running code of the application on this thread.
	 * @param future the future
	 */
	public void complete(CompletableFuture<@Nullable Void> future) {
		this.completions.execute(() -> future.complete(null));
	}

	/**
	 * Fail a future without running code of the application on this thread.
	 * @param future the future
	 * @param ex the failure
	 */
	public void fail(CompletableFuture<?> future, Throwable ex) {
		this.completions.execute(() -> future.completeExceptionally(ex));
	}

	/**
	 * End the threads. To be called after the connections have been stopped: futures that
	 * are not complete yet may stay so.
	 */
	@Override
	public void close() {
		this.scheduler.shutdownNow();
		this.handlers.shutdown();
		this.callbacks.shutdown();
		this.completers.shutdown();
	}

}
