package io.github.iotcustomauth.local.internal.rate;

import java.util.function.LongSupplier;

/**
 * Limit on the bytes of a second. A connection that was idle may use a second's bytes at
 * once; bytes beyond the limit delay those that follow. Confined to the event loop.
 */
public final class Throughput {

	private static final long SECOND = 1_000_000_000L;

	private final int perSecond;

	private final LongSupplier nanoTime;

	/** The time at which everything that was counted is within the limit. */
	private long settled;

	private boolean started;

	/**
	 * Create a limit.
	 * @param perSecond the number of bytes, {@code 0} for any number
	 * @param nanoTime the monotonic time
	 */
	public Throughput(int perSecond, LongSupplier nanoTime) {
		this.perSecond = perSecond;
		this.nanoTime = nanoTime;
	}

	/**
	 * Count bytes.
	 * @param bytes the number of bytes
	 * @return the nanoseconds that the next bytes have to wait, {@code 0} if they need
	 * not wait
	 */
	public long add(int bytes) {
		if (this.perSecond == 0) {
			return 0;
		}
		long now = this.nanoTime.getAsLong();
		if (!this.started || now - SECOND - this.settled > 0) {
			this.started = true;
			this.settled = now - SECOND;
		}
		this.settled += bytes * SECOND / this.perSecond;
		return Math.max(0, this.settled - now);
	}

	/**
	 * Return how long the next bytes have to wait.
	 * @return the nanoseconds, {@code 0} if they need not wait
	 */
	public long delayNanos() {
		return this.started ? Math.max(0, this.settled - this.nanoTime.getAsLong()) : 0;
	}

}
