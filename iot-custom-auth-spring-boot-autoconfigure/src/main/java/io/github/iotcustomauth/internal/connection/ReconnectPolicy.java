package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure.Kind;

/**
 * Says how long to wait before the next attempt: exponential with jitter, from a start
 * that depends on what went wrong. The first attempt after a connection that had lasted
 * comes sooner. Not thread-safe.
 */
public final class ReconnectPolicy {

	// a connection that lasted this long ends the series of failures
	private static final Duration STABLE = Duration.ofSeconds(5);

	private static final Duration STABLE_AFTER_TAKE_OVER = Duration.ofMinutes(5);

	private static final int MAX_DOUBLINGS = 20;

	private final Duration min;

	private final Duration max;

	private final RandomGenerator random;

	// by kind, so that a rejection is retried soon after an outage of any length
	private final Map<Kind, Integer> failures = new EnumMap<>(Kind.class);

	/**
	 * Create a policy for one connection.
	 * @param min the shortest delay
	 * @param max the longest delay
	 * @param random the source of the jitter
	 */
	public ReconnectPolicy(Duration min, Duration max, RandomGenerator random) {
		this.min = min;
		this.max = max;
		this.random = random;
	}

	/**
	 * The delay before the next attempt.
	 * @param reason what went wrong
	 * @param connectedFor how long the connection had lasted, zero if there was none
	 * @return the delay
	 */
	public Duration next(FailureReason reason, Duration connectedFor) {
		Kind kind = reason.kind();
		this.failures.keySet().removeIf((failed) -> connectedFor.compareTo(stable(failed)) >= 0);
		int doublings = Math.min(this.failures.merge(kind, 1, Integer::sum) - 1, MAX_DOUBLINGS);
		return switch (kind) {
			case REJECTED -> (reason == FailureReason.BANNED) ? backOff(Duration.ofSeconds(10), doublings)
					: afterRejection(doublings);
			case TAKEN_OVER, CONFIGURATION -> backOff(Duration.ofSeconds(10), doublings);
			// the same CONNECT will not be valid the next time; on a live connection it
			// was a message, which the quarantine finds
			case INVALID -> connectedFor.isZero() ? backOff(Duration.ofSeconds(10), doublings) : soon(doublings);
			case THROTTLED -> backOff(Duration.ofSeconds(2), doublings);
			case NETWORK -> (connectedFor.compareTo(STABLE) >= 0) ? atOnce() : soon(doublings);
			case CREDENTIALS, LIMIT, OUTBOX, TIMED_OUT, EXPIRED, CANCELED, CLOSED, UNEXPECTED -> soon(doublings);
		};
	}

	// the credentials are asked for anew, which may be all that was missing
	private Duration afterRejection(int earlier) {
		return (earlier == 0) ? soon(0) : backOff(Duration.ofSeconds(10), earlier - 1);
	}

	// the last attempt is long past; clients which lost their server together need the
	// spread of the shortest delay, not the wait
	private Duration atOnce() {
		return Duration.ofMillis(this.random.nextLong(this.min.toMillis() + 1));
	}

	private Duration soon(int doublings) {
		return jitter(Duration.ZERO, bound(this.min.multipliedBy(2), doublings));
	}

	private static Duration stable(Kind kind) {
		return (kind == Kind.TAKEN_OVER) ? STABLE_AFTER_TAKE_OVER : STABLE;
	}

	private Duration backOff(Duration start, int doublings) {
		Duration bound = bound(start, doublings);
		return jitter(bound.dividedBy(2), bound);
	}

	private Duration bound(Duration start, int doublings) {
		Duration bound = start.multipliedBy(1L << doublings);
		return (bound.compareTo(this.max) < 0) ? bound : this.max;
	}

	private Duration jitter(Duration from, Duration to) {
		Duration floor = (from.compareTo(this.min) > 0) ? from : this.min;
		long spread = to.minus(floor).toMillis();
		return (spread <= 0) ? floor : floor.plusMillis(this.random.nextLong(spread + 1));
	}

}
