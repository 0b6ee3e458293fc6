package io.github.iotcustomauth.local.internal.rate;

import java.util.function.LongSupplier;

/**
 * Limit on the messages within any second, counted in a window that slides. Those that
 * exceed it do not count. Confined to the event loop.
 */
public final class PublishRate {

	private static final long SECOND = 1_000_000_000L;

	private final LongSupplier nanoTime;

	/** The times of the last messages, as a ring. */
	private final long[] times;

	private int oldest;

	private int count;

	/**
	 * Create a rate.
	 * @param perSecond the number of messages, {@code 0} for any number
	 * @param nanoTime the monotonic time
	 */
	public PublishRate(int perSecond, LongSupplier nanoTime) {
		this.times = new long[perSecond];
		this.nanoTime = nanoTime;
	}

	/**
	 * Count a message, unless it exceeds the limit.
	 * @return whether it is within the limit
	 */
	public boolean tryAcquire() {
		if (this.times.length == 0) {
			return true;
		}
		long now = this.nanoTime.getAsLong();
		if (delayNanos(now) > 0) {
			return false;
		}
		this.times[(this.oldest + this.count) % this.times.length] = now;
		if (this.count < this.times.length) {
			this.count++;
		}
		else {
			this.oldest = (this.oldest + 1) % this.times.length;
		}
		return true;
	}

	/**
	 * Return how long a message has to wait to be within the limit.
	 * @return the nanoseconds, {@code 0} if it need not wait
	 */
	public long delayNanos() {
		return (this.times.length == 0) ? 0 : delayNanos(this.nanoTime.getAsLong());
	}

	private long delayNanos(long now) {
		return (this.count < this.times.length) ? 0 : Math.max(0, this.times[this.oldest] + SECOND - now);
	}

}
