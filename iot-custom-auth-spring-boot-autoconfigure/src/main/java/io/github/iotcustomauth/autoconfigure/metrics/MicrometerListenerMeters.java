package io.github.iotcustomauth.autoconfigure.metrics;

import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.internal.metering.DropReason;
import io.github.iotcustomauth.internal.metering.ListenerMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * Meters of the messages of a listener.
 */
final class MicrometerListenerMeters implements ListenerMeters {

	private final MeterRegistry registry;

	private final Counter received;

	private final Timer success;

	private final Timer failure;

	private final Counter redeliveries;

	private final Counter dropped;

	MicrometerListenerMeters(MeterRegistry registry, Tags tags) {
		this.registry = registry;
		this.received = IotMeter.RECEIVED.counter(registry, tags);
		this.success = IotMeter.HANDLING.timer(registry, IotTags.outcome(tags, "success"));
		this.failure = IotMeter.HANDLING.timer(registry, IotTags.outcome(tags, "failure"));
		this.redeliveries = IotMeter.REDELIVERIES.counter(registry, tags);
		this.dropped = IotMeter.DROPPED.counter(registry, IotTags.reason(tags, DropReason.QUEUE_FULL.name()));
	}

	@Override
	public void received() {
		this.received.increment();
	}

	@Override
	public long handling() {
		return this.registry.config().clock().monotonicTime();
	}

	@Override
	public void handled(long since, boolean success) {
		(success ? this.success : this.failure).record(this.registry.config().clock().monotonicTime() - since,
				TimeUnit.NANOSECONDS);
	}

	@Override
	public void leftToServer() {
		this.redeliveries.increment();
	}

	@Override
	public void dropped() {
		this.dropped.increment();
	}

}
