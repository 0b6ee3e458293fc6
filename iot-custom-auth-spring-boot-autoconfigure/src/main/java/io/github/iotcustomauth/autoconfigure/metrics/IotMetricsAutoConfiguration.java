package io.github.iotcustomauth.autoconfigure.metrics;

import java.time.Clock;

import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.internal.metering.Metering;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of connections.
 */
@AutoConfiguration(after = { MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
		IotCustomAuthAutoConfiguration.class })
@ConditionalOnClass({ MeterRegistry.class, MetricsAutoConfiguration.class })
@ConditionalOnBean({ MeterRegistry.class, OwnedConnections.class })
public final class IotMetricsAutoConfiguration {

	@Bean
	Metering iotCustomAuthMetering(MeterRegistry registry, OwnedConnections owned,
			ObjectProvider<IotConnectionFactory> factories) {
		ConnectionGauges gauges = new ConnectionGauges(registry, owned, factories, Clock.systemUTC());
		owned.onEach(gauges::bind);
		return new MicrometerMetering(registry, gauges);
	}

}
