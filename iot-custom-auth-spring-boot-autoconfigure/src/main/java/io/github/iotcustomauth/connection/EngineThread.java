package io.github.iotcustomauth.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The one thread that all transitions of a connection run on, with its clock and its
 * source of randomness.
 */
final class EngineThread {

	private static final Log logger = LogFactory.getLog(EngineThread.class);

	private final ScheduledExecutorService executor;

	private final Clock clock;

	private final RandomGenerator random;

	EngineThread(ScheduledExecutorService executor, Clock clock, RandomGenerator random) {
		this.executor = executor;
		this.clock = clock;
		this.random = random;
	}

	static EngineThread start() {
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("iot-connection-");
		threadFactory.setDaemon(true);
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threadFactory,
				new ThreadPoolExecutor.DiscardPolicy());
		executor.setRemoveOnCancelPolicy(true);
		return new EngineThread(executor, Clock.systemUTC(), new SplittableRandom());
	}

	Instant now() {
		return this.clock.instant();
	}

	double random() {
		return this.random.nextDouble();
	}

	/**
	 * Run a task after those that were given earlier; dropped after {@link #stop()}.
	 * @param task the task
	 */
	void execute(Runnable task) {
		schedule(task, Duration.ZERO);
	}

	boolean isStopped() {
		return this.executor.isShutdown();
	}

	Future<?> schedule(Runnable task, Duration delay) {
		return this.executor.schedule(() -> guarded(task), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
	}

	// a defect must not go unseen in a future that is never read
	private static void guarded(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("The connection failed unexpectedly", ex);
		}
	}

	void stop() {
		this.executor.shutdownNow();
	}

}
