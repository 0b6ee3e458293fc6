package io.github.iotcustomauth.autoconfigure.health;

import java.time.Instant;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class IotConnectionHealthContributorAutoConfigurationTests {

	private static final String NAME = "iotCustomAuth";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class,
				IotConnectionHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class))
		.withBean(MqttTransportFactory.class, () -> (settings, credentials, listener) -> {
			throw new IllegalArgumentException("no network here");
		})
		.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example", "aws.iot.custom-auth.password=s3cr3t",
				"aws.iot.custom-auth.username=s3cr3t-user");

	@Test
	void registersTheComponent() {
		this.contextRunner.run((context) -> {
			HealthContributor contributor = context.getBean(HealthContributorRegistry.class).getContributor(NAME);
			assertThat(contributor).isInstanceOf(IotConnectionHealthIndicator.class);
			Health health = ((HealthIndicator) contributor).health();
			assertThat(health).isNotNull();
			assertThat(health.getStatus()).isEqualTo(ConnectionHealthStatus.CONNECTING);
			assertThat(health.getDetails()).containsEntry("endpoint", "abc.example:443")
				.containsEntry("transport", "websocket")
				.containsEntry("clientId", context.getBean(IotConnection.class).getClientId())
				.containsKeys("state", "since", "attempts");
			assertThat(health.toString()).doesNotContain("s3cr3t");
		});
	}

	@Test
	void isDownWhenTheGracePeriodIsOver() {
		this.contextRunner.withPropertyValues("management.health.iot-custom-auth.grace-period=0s")
			.run((context) -> assertThat(context.getBean(IotConnectionHealthIndicator.class).health().getStatus())
				.isEqualTo(Status.DOWN));
	}

	@Test
	void namesTheEndpointOfAWrappedConnection() {
		IotConnection wrapper = mock(IotConnection.class);
		given(wrapper.getClientId()).willReturn("wrapped");
		given(wrapper.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.CONNECTED, Instant.now(), 0, 0, null, null));
		this.contextRunner.withBean(BeanPostProcessor.class, () -> new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				return (bean instanceof IotConnection) ? wrapper : bean;
			}

		}).run((context) -> {
			HealthContributor contributor = context.getBean(HealthContributorRegistry.class).getContributor(NAME);
			Health health = ((HealthIndicator) contributor).health();
			assertThat(health).isNotNull();
			assertThat(health.getDetails()).containsEntry("endpoint", "abc.example:443")
				.containsEntry("clientId", "wrapped");
		});
	}

	@Test
	void canBeDisabledByItsName() {
		this.contextRunner.withPropertyValues("management.health.iot-custom-auth.enabled=false")
			.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor(NAME))
				.isNull());
	}

	@Test
	void canBeDisabledWithAllOthers() {
		this.contextRunner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor(NAME))
				.isNull());
	}

	@Test
	void canBeEnabledWithoutAllOthers() {
		this.contextRunner
			.withPropertyValues("management.health.defaults.enabled=false",
					"management.health.iot-custom-auth.enabled=true")
			.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor(NAME))
				.isNotNull());
	}

	@Test
	void backsOffWithoutAConnection() {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("iotCustomAuthHealthContributor"));
	}

	@Test
	void backsOffWithoutTheHealthModule() {
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withBean(IotConnection.class, () -> mock(IotConnection.class))
			.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("iotCustomAuthHealthContributor"));
	}

	@Test
	void backsOffForTheIndicatorOfTheApplication() {
		HealthIndicator own = () -> Health.up().build();
		this.contextRunner.withBean("iotCustomAuthHealthIndicator", HealthIndicator.class, () -> own)
			.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor(NAME))
				.isSameAs(own));
	}

	@Test
	void looksAtTheConnectionOfTheApplication() {
		this.contextRunner.withBean("mine", IotConnection.class, () -> connected("device-1")).run((context) -> {
			HealthContributor contributor = context.getBean(HealthContributorRegistry.class).getContributor(NAME);
			Health health = ((IotConnectionHealthIndicator) contributor).health();
			assertThat(health).isNotNull();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("clientId", "device-1").doesNotContainKey("endpoint");
		});
	}

	@Test
	void looksAtAllConnectionsOfTheApplication() {
		this.contextRunner.withBean("one", IotConnection.class, () -> connected("device-1"))
			.withBean("two", IotConnection.class, () -> connected("device-2"))
			.run((context) -> {
				HealthContributor contributor = context.getBean(HealthContributorRegistry.class).getContributor(NAME);
				assertThat(contributor).isInstanceOfSatisfying(CompositeHealthContributor.class,
						(composite) -> assertThat(composite.stream().map(CompositeHealthContributor.Entry::name))
							.containsExactly("one", "two"));
			});
	}

	private static IotConnection connected(String clientId) {
		IotConnection connection = mock(IotConnection.class);
		given(connection.getClientId()).willReturn(clientId);
		given(connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.CONNECTED, Instant.EPOCH, 0, 0, null, null));
		return connection;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ IotCustomAuthAutoConfiguration.class,
			IotConnectionHealthContributorAutoConfiguration.class })
	static class ImportingConfiguration {

	}

}
