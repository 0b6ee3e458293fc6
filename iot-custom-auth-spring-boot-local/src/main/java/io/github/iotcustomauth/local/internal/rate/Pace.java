package io.github.iotcustomauth.local.internal.rate;

/**
 * Even pace, for instance of deliveries. Confined to the event loop.
 */
public final class Pace {

	private static final long SECOND = 1_000_000_000L;

	private final long interval;

	private long next;

	private boolean started;

	public Pace(int perSecond) {
		this.interval = SECOND / perSecond;
	}

	/**
	 * Take the next step, unless it is too early.
	 * @param now the current time in nanoseconds
	 * @return whether the step was due
	 */
	public boolean tryTake(long now) {
		if (this.started && now - this.next < 0) {
			return false;
		}
		this.started = true;
		this.next = now + this.interval;
		return true;
	}

	// Return the nanoseconds until the next delivery.
	long remaining(long now) {
		return Math.max(0, this.next - now);
	}

}
