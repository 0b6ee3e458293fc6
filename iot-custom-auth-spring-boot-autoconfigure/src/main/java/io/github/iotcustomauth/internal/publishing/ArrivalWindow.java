package io.github.iotcustomauth.internal.publishing;

import java.util.concurrent.TimeUnit;

/**
 * Publishes that may reach the server within the same second, of which the server takes a
 * limited number. Not thread-safe.
 * <p>
 * A publish has arrived at the latest when it is acknowledged, less the time that the
 * acknowledgment took. One that is sent a second after that arrives a second later,
 * whatever the jitter of the network. The way there and back takes the shortest round
 * trip that was seen, up to 50 ms, at least; the window errs by that much while all
 * packets are late. A QoS 0 publish has no acknowledgment and is taken to arrive with a
 * jitter of {@value #QOS_0_JITTER_MILLIS} ms at most.
 */
final class ArrivalWindow {

	private static final int QOS_0_JITTER_MILLIS = 129;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long QOS_0_TIME = SECOND + TimeUnit.MILLISECONDS.toNanos(QOS_0_JITTER_MILLIS);

	// what is longer is rather congestion than distance
	private static final long LONGEST_ROUND_TRIP = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long SLOT = TimeUnit.MILLISECONDS.toNanos(4);

	private static final int SLOTS = (int) ((QOS_0_TIME + LONGEST_ROUND_TRIP) / SLOT) + 2;

	private final int size;

	// how many places become free, by the slot of time that begins then; all of it is
	// later by the shortest round trip, of which more is known when it is used
	private final int[] leaving = new int[SLOTS];

	// the last one that has begun; monotonic time may be negative
	private long slot = Long.MIN_VALUE / 2;

	private int taken;

	private int unanswered;

	private long shortestRoundTrip = LONGEST_ROUND_TRIP;

	/**
	 * Create a window.
	 * @param size the number of publishes within a second
	 */
	ArrivalWindow(int size) {
		this.size = size;
	}

	/**
	 * Time until another publish may be sent, if no acknowledgment comes meanwhile.
	 * @param now the monotonic time
	 * @return the nanoseconds, 0 if it may be sent now
	 */
	long untilRoom(long now) {
		advance(now);
		if (this.taken < this.size) {
			return 0;
		}
		for (int i = 1; i < SLOTS; i++) {
			if (this.leaving[index(this.slot + i)] > 0) {
				return (this.slot + i) * SLOT - now - this.shortestRoundTrip;
			}
		}
		return SECOND;
	}

	private void advance(long now) {
		long present = Math.floorDiv(now + this.shortestRoundTrip, SLOT);
		long steps = Math.min(SLOTS, present - this.slot);
		for (long i = steps - 1; i >= 0; i--) {
			int index = index(present - i);
			this.taken -= this.leaving[index];
			this.leaving[index] = 0;
		}
		this.slot = Math.max(this.slot, present);
	}

	private static int index(long slot) {
		return Math.floorMod(slot, SLOTS);
	}

	/**
	 * Note a publish that has been sent.
	 * @param acknowledged whether it will be acknowledged
	 * @param now the monotonic time
	 */
	void sent(boolean acknowledged, long now) {
		advance(now);
		this.taken++;
		if (acknowledged) {
			this.unanswered++;
		}
		else {
			leave(1, now + QOS_0_TIME + this.shortestRoundTrip);
		}
	}

	/**
	 * Note that a publish has been acknowledged.
	 * @param roundTrip the nanoseconds since it was sent
	 * @param now the monotonic time
	 */
	void acknowledged(long roundTrip, long now) {
		this.shortestRoundTrip = Math.min(this.shortestRoundTrip, roundTrip);
		advance(now);
		this.unanswered--;
		leave(1, now + SECOND);
	}

	/**
	 * Note the end of the connection: what was sent has arrived, if ever.
	 * @param now the monotonic time
	 */
	void disconnected(long now) {
		advance(now);
		leave(this.unanswered, now + SECOND);
		this.unanswered = 0;
	}

	private void leave(int count, long at) {
		this.leaving[index(Math.floorDiv(at, SLOT) + 1)] += count;
	}

}
