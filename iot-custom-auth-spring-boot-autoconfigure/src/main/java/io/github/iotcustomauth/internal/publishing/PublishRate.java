package io.github.iotcustomauth.internal.publishing;

import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.internal.metering.ConnectionMeters;

/**
 * Pace of publishes: a token bucket for their number and one for their bytes, and an
 * {@link ArrivalWindow}. Not thread-safe.
 * <p>
 * AWS IoT Core discards what exceeds 100 publishes within a second, and a discarded QoS 1
 * publish costs the connection. Tokens spread the publishes, and the window keeps each
 * second at the server within {@value #SHARE} of the quota.
 */
final class PublishRate {

	private static final double SHARE = 0.98;

	private static final double BURST = 0.04;

	// throughput of a connection of AWS IoT Core, which delays what exceeds it
	private static final double BYTES_A_SECOND = 0.85 * 512 * 1024;

	private static final double BYTES_BURST = 32 * 1024;

	private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long NOT_HELD = Long.MIN_VALUE;

	private final ConnectionMeters meters;

	private final double perSecond;

	private final double burst;

	private final ArrivalWindow window;

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
		this.window = new ArrivalWindow((int) Math.max(1, this.perSecond));
	}

	/**
	 * Take a token for a publish, if there is one and the server has room.
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
		long untilRoom = this.window.untilRoom(now);
		if (this.tokens >= 1 && this.bytes > 0 && untilRoom == 0) {
			this.tokens--;
			this.bytes -= size;
			release(now);
			return 0;
		}
		this.heldSince = (this.heldSince != NOT_HELD) ? this.heldSince : now;
		double seconds = Math.max((1 - this.tokens) / this.perSecond, -this.bytes / BYTES_A_SECOND);
		// rounding must not make it ask again in the same nanosecond
		return Math.max(untilRoom, (long) (Math.max(0, seconds) * SECOND) + TimeUnit.MICROSECONDS.toNanos(1));
	}

	/**
	 * Note a publish that was sent, with a token or on trial.
	 * @param publish the publish
	 * @param now the monotonic time
	 */
	void sent(PendingPublish publish, long now) {
		if (this.perSecond > 0) {
			this.window.sent(publish.isAcknowledged(), now);
		}
	}

	/**
	 * Note that a QoS 1 publish was acknowledged.
	 * @param publish the publish
	 * @param now the monotonic time
	 * @return after how many nanoseconds to ask again for the publish that is held back,
	 * or a negative number if there is none
	 */
	long acknowledged(PendingPublish publish, long now) {
		if (this.perSecond > 0) {
			this.window.acknowledged(now - publish.sentAt, now);
		}
		return (this.heldSince != NOT_HELD) ? this.window.untilRoom(now) : -1;
	}

	/**
	 * Note the end of the connection.
	 * @param now the monotonic time
	 */
	void disconnected(long now) {
		this.window.disconnected(now);
		release(now);
	}

	private void release(long now) {
		if (this.heldSince != NOT_HELD) {
			this.meters.paced(now - this.heldSince);
			this.heldSince = NOT_HELD;
		}
	}

}
