package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;

import io.github.iotcustomauth.internal.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Timer for the renewal of credentials before they expire. It is due by the wall clock or
 * by the monotonic clock, whichever comes first: a wall clock that is set back does not
 * make it miss the expiry, and one that is set forward does not go unseen for longer than
 * a minute. Confined to the engine.
 */
final class RenewalTimer {

	// of the time that is left; the same fraction for all would renew a fleet in step
	private static final double EARLIEST = 0.75;

	private static final double LATEST = 0.9;

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration CHECK_INTERVAL = Duration.ofMinutes(1);

	// an expiry is as large as its issuer likes
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final Engine engine;

	private final Runnable due;

	private Engine.@Nullable Timer timer;

	private Instant dueAt = Instant.MAX;

	private long dueNanos;

	RenewalTimer(Engine engine, Runnable due) {
		this.engine = engine;
		this.due = due;
	}

	/**
	 * Start for an expiry, in place of an earlier one.
	 * @param expiresAt the expiry
	 */
	void start(Instant expiresAt) {
		cancel();
		Instant now = this.engine.now();
		Instant horizon = now.plus(LONGEST);
		Duration left = Duration.between(now, expiresAt.isBefore(horizon) ? expiresAt : horizon);
		double fraction = EARLIEST + this.engine.random() * (LATEST - EARLIEST);
		Duration delay = Duration.ofMillis((long) (left.toMillis() * fraction));
		if (delay.compareTo(SHORTEST) < 0) {
			// expired, or so soon that the server may end the connection as well
			return;
		}
		this.dueAt = now.plus(delay);
		this.dueNanos = this.engine.nanoTime() + delay.toNanos();
		check();
	}

	private void check() {
		Duration left = Duration.ofNanos(this.dueNanos - this.engine.nanoTime());
		if (left.isZero() || left.isNegative() || !this.engine.now().isBefore(this.dueAt)) {
			this.timer = null;
			this.due.run();
			return;
		}
		this.timer = this.engine.schedule(this::check, (left.compareTo(CHECK_INTERVAL) < 0) ? left : CHECK_INTERVAL);
	}

	void cancel() {
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

}
