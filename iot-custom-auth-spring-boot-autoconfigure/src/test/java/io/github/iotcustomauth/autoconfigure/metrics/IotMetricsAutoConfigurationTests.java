package io.github.iotcustomauth.autoconfigure.metrics;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.IotMessagingAutoConfiguration;
import io.github.iotcustomauth.internal.metering.Metering;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class IotMetricsAutoConfigurationTests {

	private final ApplicationContextRunner withoutRegistry = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IotMetricsAutoConfiguration.class,
				IotCustomAuthAutoConfiguration.class, IotMessagingAutoConfiguration.class))
		.withBean(MqttTransportFactory.class, () -> (settings, credentials, listener) -> {
			throw new IllegalArgumentException("no network here");
		})
		.withPropertyValues("aws.iot.custom-auth.endpoint=localhost");

	private final ApplicationContextRunner contextRunner = this.withoutRegistry
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));

	@Test
	void connectionHasMeters() {
		this.contextRunner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("iot.connections").tags("connection", "default").gauges()).hasSize(7)
				.satisfies((states) -> assertThat(states.stream().mapToDouble((state) -> state.value()).sum()).isOne());
			assertThat(registry.get("iot.connection.credentials.expiry").gauge().value()).isNaN();
			assertThat(registry.find("iot.outbox.rows").gauge()).isNull();
		});
	}

	@Test
	void connectionsWithNamesHaveMetersOfTheirOwn() {
		this.contextRunner
			.withPropertyValues("aws.iot.custom-auth.connections.telemetry.client-id=a",
					"aws.iot.custom-auth.connections.commands.client-id=b")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("iot.publish.pending").gauges())
					.extracting((gauge) -> gauge.getId().getTag("connection"))
					.containsExactlyInAnyOrder("telemetry", "commands");
				assertThat(registry.get("iot.publishes").tag("connection", "commands").counters()).isNotEmpty();
			});
	}

	@Test
	void membersOfAPoolAreAdded() {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.pool-size=3")
			.run((context) -> assertThat(
					context.getBean(MeterRegistry.class).get("iot.connections").tags("connection", "default").gauges())
				.satisfies((states) -> assertThat(states.stream().mapToDouble((state) -> state.value()).sum())
					.isEqualTo(3)));
	}

	@Test
	void lazyConnectionHasMetersWhenItIsMade() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				context.getBean(IotConnection.class);
				assertThat(context.getBean(MeterRegistry.class).get("iot.publish.pending").gauges()).hasSize(1);
			});
	}

	@Test
	void metersAreSwitchedOffByTheirPrefix() {
		this.contextRunner.withPropertyValues("management.metrics.enable.iot=false")
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).getMeters())
				.noneMatch((meter) -> meter.getId().getName().startsWith("iot.")));
	}

	@Test
	void backsOffWithoutARegistry() {
		this.withoutRegistry
			.run((context) -> assertThat(context).hasSingleBean(IotConnection.class).doesNotHaveBean(Metering.class));
	}

	@Test
	void backsOffWithoutAConnection() {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Metering.class));
	}

	@Test
	void connectionWorksWithoutMicrometer() {
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withBean(MqttTransportFactory.class, () -> (settings, credentials, listener) -> {
				throw new IllegalArgumentException("no network here");
			})
			.withPropertyValues("aws.iot.custom-auth.endpoint=localhost")
			.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.micrometer"))
			.run((context) -> assertThat(context).hasSingleBean(IotConnection.class).doesNotHaveBean(Metering.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ IotMetricsAutoConfiguration.class, IotCustomAuthAutoConfiguration.class })
	static class ImportingConfiguration {

	}

}
