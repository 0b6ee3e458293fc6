package io.github.iotcustomauth.internal.publishing;

import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.internal.metering.ConnectionMeters;

/**
 * Pace of publishes: a token bucket for their number and one for their bytes. Not
 * thread-safe.
 * <p>
 * AWS IoT Core discards what exceeds 100 publishes within a second, and a discarded QoS 1
 * publish costs the connection. Packets that leave within 1 s + J may arrive within 1 s,
 * where J is the jitter of the network. With 85 % of the quota and a burst of 4 %, at
 * most 4 + 85 * (1 + J) of them arrive within any second, which is 100 for a jitter of
 * 129 ms.
 */
final class PublishRate {

	private static final double SHARE = 0.85;

	private static final double BURST = 0.04;

	// throughput of a connection of AWS IoT Core, which delays what exceeds it
	private static final double BYTES_A_SECOND = SHARE * 512 * 1024;

	private static final double BYTES_BURST = 32 * 1024;

	private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long NOT_HELD = Long.MIN_VALUE;

	private final ConnectionMeters meters;

	private final double perSecond;

	private final double burst;

	private double tokens;

	// negative after a message that is larger than the burst
	private double bytes = BYTES_BURST;

	private long last;

	// since when a publish waits for a token
	private long heldSince = NOT_HELD;

	/**
	 * Create a pace.
	 * @param quota the number of publishes that the server takes in a second, or 0 for an
	 * unlimited pace
	 * @param meters told how long publishes are held back
	 */
	PublishRate(int quota, ConnectionMeters meters) {
		this.meters = meters;
		this.perSecond = SHARE * quota;
		this.burst = Math.max(1, BURST * quota);
		this.tokens = this.burst;
	}

	/**
	 * Take a token for a publish, if there is one.
	 * @param now the monotonic time
	 * @param size the size of the publish in bytes
	 * @return 0 if the publish may be sent now, otherwise after how many nanoseconds to
	 * ask again
	 */
	long take(long now, long size) {
		if (this.perSecond == 0) {
			return 0;
		}
		double elapsed = Math.max(0, now - this.last) / SECOND;
		this.last = now;
		this.tokens = Math.min(this.burst, this.tokens + elapsed * this.perSecond);
		this.bytes = Math.min(BYTES_BURST, this.bytes + elapsed * BYTES_A_SECOND);
		if (this.tokens >= 1 && this.bytes > 0) {
			this.tokens--;
			this.bytes -= size;
			release(now);
			return 0;
		}
		this.heldSince = (this.heldSince != NOT_HELD) ? this.heldSince : now;
		double seconds = Math.max((1 - this.tokens) / this.perSecond, -this.bytes / BYTES_A_SECOND);
		// rounding must not make it ask again in the same nanosecond
		return (long) (Math.max(0, seconds) * SECOND) + TimeUnit.MICROSECONDS.toNanos(1);
	}

	/**
	 * Hold back no publish any longer, because it may be sent or there is no connection.
	 * @param now the monotonic time
	 */
	void release(long now) {
		if (this.heldSince != NOT_HELD) {
			this.meters.paced(now - this.heldSince);
			this.heldSince = NOT_HELD;
		}
	}

}
