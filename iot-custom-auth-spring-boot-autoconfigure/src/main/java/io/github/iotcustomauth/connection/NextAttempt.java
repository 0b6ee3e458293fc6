package io.github.iotcustomauth.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * When the next attempt is made. Confined to the engine thread.
 */
final class NextAttempt {

	// AWS IoT Core quota: one CONNECT a second for a client id
	private static final Duration CONNECT_INTERVAL = Duration.ofSeconds(1);

	private final EngineThread engine;

	private final Runnable attempt;

	private volatile Instant notBefore;

	private @Nullable Future<?> scheduled;

	/**
	 * Create a schedule.
	 * @param engine the thread to run on
	 * @param attempt makes the attempt
	 * @param notBefore when the first attempt may start, because of an earlier loop
	 */
	NextAttempt(EngineThread engine, Runnable attempt, Instant notBefore) {
		this.engine = engine;
		this.attempt = attempt;
		this.notBefore = notBefore;
	}

	/**
	 * Make the next attempt after a delay, and no other.
	 * @param delay the delay, which is lengthened as the quota demands
	 * @return when it is made
	 */
	Instant in(Duration delay) {
		cancel();
		Instant now = this.engine.now();
		Instant wanted = now.plus(delay);
		Instant next = wanted.isBefore(this.notBefore) ? this.notBefore : wanted;
		this.scheduled = this.engine.schedule(this.attempt, Duration.between(now, next));
		return next;
	}

	void cancel() {
		if (this.scheduled != null) {
			this.scheduled.cancel(false);
			this.scheduled = null;
		}
	}

	boolean isScheduled() {
		return this.scheduled != null;
	}

	/**
	 * A CONNECT may have been sent just now.
	 */
	void connectSent() {
		this.notBefore = this.engine.now().plus(CONNECT_INTERVAL);
	}

	Instant notBefore() {
		return this.notBefore;
	}

}
