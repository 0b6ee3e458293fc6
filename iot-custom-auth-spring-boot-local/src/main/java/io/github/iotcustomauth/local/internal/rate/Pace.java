package io.github.iotcustomauth.local.internal.rate;

/**
 * Even pace of deliveries. Confined to the event loop.
 */
public final class Pace {

	private static final long SECOND = 1_000_000_000L;

	private final long interval;

	private long next;

	private boolean started;

	/**
	 * Create a pace.
	 * @param perSecond the number of deliveries
	 */
	public Pace(int perSecond) {
		this.interval = SECOND / perSecond;
	}

	/**
	 * Count a delivery, unless it comes too early.
	 * @param now the current time in nanoseconds
	 * @return whether it is due
	 */
	public boolean tryTake(long now) {
		if (this.started && now - this.next < 0) {
			return false;
		}
		this.started = true;
		this.next = now + this.interval;
		return true;
	}

	/**
	 * Return how long the next delivery has to wait.
	 * @param now the current time in nanoseconds
	 * @return the nanoseconds
	 */
	public long remaining(long now) {
		return Math.max(0, this.next - now);
	}

}
