package io.github.iotcustomauth.autoconfigure.metrics;

import java.util.function.UnaryOperator;

import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.metering.Metering;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * {@link Metering} with Micrometer.
 */
final class MicrometerMetering implements Metering {

	private final MeterRegistry registry;

	private final ConnectionGauges gauges;

	private @Nullable ConnectionMeters madeAtRunTime;

	/**
	 * Create a factory.
	 * @param registry the registry of the application
	 * @param gauges show the state of connections
	 */
	MicrometerMetering(MeterRegistry registry, ConnectionGauges gauges) {
		this.registry = registry;
		this.gauges = gauges;
	}

	@Override
	public ConnectionMeters of(String connection) {
		return new MicrometerConnectionMeters(this.registry, connection, UnaryOperator.identity());
	}

	// their listeners may be called like devices
	@Override
	public synchronized ConnectionMeters ofConnectionsMadeAtRunTime() {
		ConnectionMeters present = this.madeAtRunTime;
		if (present == null) {
			present = new MicrometerConnectionMeters(this.registry, IotTags.RUNTIME, (id) -> IotTags.RUNTIME);
			this.madeAtRunTime = present;
			this.gauges.bindConnectionsMadeAtRunTime();
		}
		return present;
	}

}
