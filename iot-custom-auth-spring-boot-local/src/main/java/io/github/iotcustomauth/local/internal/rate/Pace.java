package io.github.iotcustomauth.local.internal.rate;

/**
 * Even pace of deliveries. Confined to the event loop.
 */
final class Pace {

	private static final long SECOND = 1_000_000_000L;

	private final long interval;

	private long next;

	private boolean started;

	Pace(int perSecond) {
		this.interval = SECOND / perSecond;
	}

	boolean tryTake(long now) {
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
