package io.github.iotcustomauth.local.internal.routing;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.internal.rate.Pace;
import org.jspecify.annotations.Nullable;

/**
 * Pace of the messages that waited for a session. When one is not due yet, the session is
 * drained again when it is. Confined to the event loop.
 */
final class DeliveryPace {

	private static final int QUEUED_PER_SECOND = 10;

	private static final int SHARED_PER_SECOND = 20;

	private final Pace queued = new Pace(QUEUED_PER_SECOND);

	private final Pace shared = new Pace(SHARED_PER_SECOND);

	private final RoutingContext context;

	private final Runnable drain;

	/** How many of the queue came while the client was away. */
	private int backlog;

	private @Nullable Future<?> timer;

	private long drainAt;

	DeliveryPace(RoutingContext context, Runnable drain) {
		this.context = context;
		this.drain = drain;
	}

	void open(int backlog) {
		this.backlog = this.context.settings().pacesQueued() ? backlog : 0;
	}

	void close() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	// Return whether the first message of the queue may be sent now.
	boolean isQueuedDue(long now) {
		if (this.backlog > 0) {
			if (!isDue(this.queued, now)) {
				return false;
			}
			this.backlog--;
		}
		return true;
	}

	// Return whether a message that waited for members of a group may be sent now.
	boolean isSharedDue(long now) {
		return !this.context.settings().pacesQueued() || isDue(this.shared, now);
	}

	private boolean isDue(Pace pace, long now) {
		return pace.tryTake(now) || !drainAfter(pace.remaining(now), now);
	}

	// Return whether there is something to wait for. One timer is enough: each drain that
	// finds something that is not due sets it again.
	boolean drainAfter(long delay, long now) {
		long at = now + delay;
		if (delay > 0 && (this.timer == null || at - this.drainAt < 0)) {
			close();
			this.drainAt = at;
			this.timer = this.context.loop().schedule(this::drainNow, delay, TimeUnit.NANOSECONDS);
		}
		return delay > 0;
	}

	private void drainNow() {
		this.timer = null;
		this.drain.run();
	}

}
