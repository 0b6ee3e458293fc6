package io.github.iotcustomauth.autoconfigure.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.metering.DropReason;
import io.github.iotcustomauth.internal.metering.ListenerMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the events of a connection. Those that do not depend on a reason are there
 * from the beginning, so that the first event changes a rate.
 */
final class MicrometerConnectionMeters implements ConnectionMeters {

	private static final int MAX_LISTENERS = 100;

	private static final String SUCCESS = "success";

	private static final String FAILURE = "failure";

	private static final String REJECTED = "rejected";

	private static final String CANCELED = "canceled";

	private final MeterRegistry registry;

	private final Tags tags;

	private final UnaryOperator<String> listenerNames;

	private final Timer connected;

	private final Timer recovery;

	private final Counter rotations;

	private final Counter published;

	private final Counter canceled;

	private final Timer acknowledgment;

	private final Timer paced;

	private final Map<FailureReason, Timer> failedAttempts = new ConcurrentHashMap<>();

	private final Map<FailureReason, Counter> failedPublishes = new ConcurrentHashMap<>();

	private final Map<DropReason, Counter> dropped = new ConcurrentHashMap<>();

	private final Map<String, ListenerMeters> listeners = new ConcurrentHashMap<>();

	/**
	 * Create meters.
	 * @param registry the registry
	 * @param connection the name of the connection
	 * @param listenerNames what listeners are called
	 */
	MicrometerConnectionMeters(MeterRegistry registry, String connection, UnaryOperator<String> listenerNames) {
		this.registry = registry;
		this.tags = IotTags.connection(connection);
		this.listenerNames = listenerNames;
		this.connected = IotMeter.ATTEMPTS.timer(registry, outcome(SUCCESS, IotTags.NONE));
		this.recovery = IotMeter.RECOVERY.timer(registry, this.tags);
		this.rotations = IotMeter.ROTATIONS.counter(registry, this.tags);
		this.published = IotMeter.PUBLISHES.counter(registry, outcome(SUCCESS, IotTags.NONE));
		this.canceled = IotMeter.PUBLISHES.counter(registry, outcome(CANCELED, IotTags.NONE));
		this.acknowledgment = IotMeter.ACKNOWLEDGMENT.timer(registry, this.tags);
		this.paced = IotMeter.PACED.timer(registry, this.tags);
	}

	private Tags outcome(String outcome, String reason) {
		return IotTags.reason(IotTags.outcome(this.tags, outcome), reason);
	}

	@Override
	public void connected(long nanos) {
		this.connected.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void connectFailed(FailureReason reason, long nanos) {
		this.failedAttempts
			.computeIfAbsent(reason,
					(added) -> IotMeter.ATTEMPTS.timer(this.registry,
							outcome((reason.kind() == Kind.REJECTED) ? REJECTED : FAILURE, reason.name())))
			.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void recovered(long nanos) {
		this.recovery.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void rotated() {
		this.rotations.increment();
	}

	@Override
	public void published() {
		this.published.increment();
	}

	@Override
	public void publishFailed(FailureReason reason) {
		this.failedPublishes
			.computeIfAbsent(reason,
					(added) -> IotMeter.PUBLISHES.counter(this.registry, outcome(FAILURE, reason.name())))
			.increment();
	}

	@Override
	public void publishCanceled() {
		this.canceled.increment();
	}

	@Override
	public void acknowledged(long nanos) {
		this.acknowledgment.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void paced(long nanos) {
		this.paced.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void dropped(DropReason reason) {
		this.dropped
			.computeIfAbsent(reason,
					(added) -> IotMeter.DROPPED.counter(this.registry,
							IotTags.reason(IotTags.listener(this.tags, IotTags.NONE), reason.name())))
			.increment();
	}

	@Override
	public ListenerMeters listener(@Nullable String id) {
		String name = this.listenerNames.apply((id != null) ? id : IotTags.UNNAMED);
		boolean room = this.listeners.size() < MAX_LISTENERS || this.listeners.containsKey(name);
		return this.listeners.computeIfAbsent(room ? name : IotTags.OTHERS,
				(added) -> new MicrometerListenerMeters(this.registry, IotTags.listener(this.tags, added)));
	}

}
