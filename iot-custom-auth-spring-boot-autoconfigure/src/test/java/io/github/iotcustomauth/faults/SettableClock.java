package io.github.iotcustomauth.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The clock of an application, which an administrator or a time service may set.
 */
final class SettableClock extends Clock {

	private final AtomicReference<Duration> slow = new AtomicReference<>(Duration.ZERO);

	private volatile boolean read;

	void setBack(Duration duration) {
		this.slow.accumulateAndGet(duration, Duration::plus);
	}

	/**
	 * Return whether the time was ever asked for.
	 */
	boolean isRead() {
		return this.read;
	}

	@Override
	public Instant instant() {
		this.read = true;
		return Instant.now().minus(this.slow.get());
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		throw new UnsupportedOperationException("The zone of a clock has no part in it");
	}

}
