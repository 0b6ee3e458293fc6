package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;

import io.github.iotcustomauth.internal.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Schedule of the next attempt. Measured on the monotonic clock and kept from one run of
 * the connection to the next, for the sake of the quota. Confined to the engine.
 */
final class NextAttempt {

	// AWS IoT Core quota: one CONNECT a second for a client id
	private static final Duration CONNECT_INTERVAL = Duration.ofSeconds(1);

	private final Engine engine;

	private @Nullable Long lastConnect;

	private Engine.@Nullable Timer scheduled;

	NextAttempt(Engine engine) {
		this.engine = engine;
	}

	/**
	 * Make the next attempt after a delay, and no other.
	 * @param delay the delay, which is lengthened as the quota demands
	 * @param attempt makes the attempt
	 * @return when it is made, on the wall clock
	 */
	Instant in(Duration delay, Runnable attempt) {
		cancel();
		Duration quota = untilQuota();
		Duration longer = (delay.compareTo(quota) < 0) ? quota : delay;
		this.scheduled = this.engine.schedule(attempt, longer);
		return this.engine.now().plus(longer);
	}

	private Duration untilQuota() {
		Long last = this.lastConnect;
		return (last != null) ? CONNECT_INTERVAL.minusNanos(this.engine.nanoTime() - last) : Duration.ZERO;
	}

	void cancel() {
		if (this.scheduled != null) {
			this.scheduled.cancel();
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
		this.lastConnect = this.engine.nanoTime();
	}

}
