package io.github.iotcustomauth.autoconfigure.health;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Order and HTTP status codes of the health endpoint of Spring Boot.
 */
class HealthStatusAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HealthStatusAutoConfiguration.class, EndpointAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class));

	private ApplicationContextRunner with(String... statuses) {
		ApplicationContextRunner runner = this.contextRunner;
		for (String status : statuses) {
			runner = runner.withBean(status + "HealthIndicator", HealthIndicator.class,
					() -> () -> Health.status(status).build());
		}
		return runner;
	}

	@ParameterizedTest
	@CsvSource({ "UP, DEGRADED, DEGRADED", "DEGRADED, CONNECTING, CONNECTING",
			"CONNECTING, OUT_OF_SERVICE, OUT_OF_SERVICE", "OUT_OF_SERVICE, REFUSED, REFUSED", "REFUSED, DOWN, DOWN",
			"UP, UNKNOWN, UP" })
	void moreSevereStatusIsThatOfAll(String first, String second, String all) {
		with(first, second).run((context) -> assertThat(context.getBean(HealthEndpoint.class).health().getStatus())
			.isEqualTo(new Status(all)));
	}

	@ParameterizedTest
	@CsvSource({ "UP, 200", "DEGRADED, 200", "UNKNOWN, 200", "CONNECTING, 503", "REFUSED, 503", "OUT_OF_SERVICE, 503",
			"DOWN, 503", "FATAL, 200" })
	void statusesHaveHttpCodes(String status, int code) {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(HttpCodeStatusMapper.class).getStatusCode(new Status(status)))
				.isEqualTo(code));
	}

	@ParameterizedTest
	@CsvSource({ "REFUSED, 500", "CONNECTING, 429", "DEGRADED, 200", "DOWN, 500", "OUT_OF_SERVICE, 200" })
	void mappingOfTheApplicationWins(String status, int code) {
		this.contextRunner
			.withPropertyValues("management.endpoint.health.status.http-mapping.down=500",
					"management.endpoint.health.status.http-mapping.connecting=429")
			.run((context) -> assertThat(context.getBean(HttpCodeStatusMapper.class).getStatusCode(new Status(status)))
				.isEqualTo(code));
	}

	@Test
	void orderOfTheApplicationWins() {
		with("DEGRADED", "UP").withPropertyValues("management.endpoint.health.status.order=fatal,down,up")
			.run((context) -> {
				assertThat(context).hasSingleBean(StatusAggregator.class)
					.doesNotHaveBean("iotCustomAuthStatusAggregator");
				assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.UP);
			});
	}

	@Test
	void orderOfAGroupWins() {
		with("DEGRADED", "UP")
			.withPropertyValues("management.endpoint.health.group.own.include=*",
					"management.endpoint.health.group.own.status.order=up,degraded")
			.run((context) -> assertThat(context.getBean(HealthEndpoint.class).healthForPath("own").getStatus())
				.isEqualTo(Status.UP));
	}

	@Test
	void beansOfTheApplicationWin() {
		StatusAggregator aggregator = StatusAggregator.getDefault();
		HttpCodeStatusMapper mapper = HttpCodeStatusMapper.getDefault();
		this.contextRunner.withBean(StatusAggregator.class, () -> aggregator)
			.withBean(HttpCodeStatusMapper.class, () -> mapper)
			.run((context) -> {
				assertThat(context.getBean(StatusAggregator.class)).isSameAs(aggregator);
				assertThat(context.getBean(HttpCodeStatusMapper.class)).isSameAs(mapper);
			});
	}

	@Test
	void readinessHasTheConnectionByChoice() {
		with("REFUSED")
			.withPropertyValues("management.endpoint.health.group.readiness.include=REFUSED",
					"management.endpoint.health.group.other.include=ping")
			.run((context) -> {
				HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
				assertThat(endpoint.healthForPath("readiness").getStatus()).isEqualTo(ConnectionHealthStatus.REFUSED);
				assertThat(endpoint.healthForPath("other").getStatus()).isEqualTo(Status.UP);
			});
	}

	@Test
	void switchedOffIndicatorChangesNothing() {
		this.contextRunner.withPropertyValues("management.health.iot-custom-auth.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("iotCustomAuthStatusAggregator")
				.doesNotHaveBean("iotCustomAuthHttpCodeStatusMapper"));
	}

	@Test
	void backsOffWithoutTheHealthModule() {
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("iotCustomAuthStatusAggregator"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(HealthStatusAutoConfiguration.class)
	static class ImportingConfiguration {

	}

}
