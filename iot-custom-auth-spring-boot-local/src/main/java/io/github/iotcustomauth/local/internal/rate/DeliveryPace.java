package io.github.iotcustomauth.local.internal.rate;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Pace of the messages that waited for a session. When one is not due yet, the session is
 * drained again when it is. Confined to the event loop.
 */
public final class DeliveryPace {

	private static final int QUEUED_PER_SECOND = 10;

	private static final int SHARED_PER_SECOND = 20;

	private final Pace queued = new Pace(QUEUED_PER_SECOND);

	private final Pace shared = new Pace(SHARED_PER_SECOND);

	private final ScheduledExecutorService loop;

	private final boolean paced;

	private final Runnable drain;

	/** How many of the queue came while the client was away. */
	private int backlog;

	private @Nullable Future<?> timer;

	private long drainAt;

	/**
	 * Create a pace.
	 * @param loop the event loop
	 * @param paced whether messages that waited are paced
	 * @param drain drains the session
	 */
	public DeliveryPace(ScheduledExecutorService loop, boolean paced, Runnable drain) {
		this.loop = loop;
		this.paced = paced;
		this.drain = drain;
	}

	/**
	 * Begin a connection.
	 * @param backlog the number of messages that came while the client was away
	 */
	public void open(int backlog) {
		this.backlog = this.paced ? backlog : 0;
	}

	/**
	 * Stop waiting.
	 */
	public void close() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	/**
	 * Return whether the first message of the queue may be sent now.
	 * @param queued the number of messages in the queue, of which some may have expired
	 * @param now the current time in nanoseconds
	 * @return whether it is due, and counted as sent
	 */
	public boolean isQueuedDue(int queued, long now) {
		this.backlog = Math.min(this.backlog, queued);
		if (this.backlog > 0) {
			if (!isDue(this.queued, now)) {
				return false;
			}
			this.backlog--;
		}
		return true;
	}

	/**
	 * Return whether a message that waited for members of a group may be sent now.
	 * @param now the current time in nanoseconds
	 * @return whether it is due, and counted as sent
	 */
	public boolean isSharedDue(long now) {
		return !this.paced || isDue(this.shared, now);
	}

	private boolean isDue(Pace pace, long now) {
		return pace.tryTake(now) || !drainAfter(pace.remaining(now), now);
	}

	/**
	 * Drain the session after a delay. One timer is enough: each drain that finds
	 * something that is not due sets it again.
	 * @param delay the delay in nanoseconds, {@code 0} for none
	 * @param now the current time in nanoseconds
	 * @return whether there is something to wait for
	 */
	public boolean drainAfter(long delay, long now) {
		long at = now + delay;
		if (delay > 0 && (this.timer == null || at - this.drainAt < 0)) {
			close();
			this.drainAt = at;
			this.timer = this.loop.schedule(this::drainNow, delay, TimeUnit.NANOSECONDS);
		}
		return delay > 0;
	}

	private void drainNow() {
		this.timer = null;
		this.drain.run();
	}

}
