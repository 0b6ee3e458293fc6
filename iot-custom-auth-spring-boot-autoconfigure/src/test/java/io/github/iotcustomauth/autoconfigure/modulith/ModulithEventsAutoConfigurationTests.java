package io.github.iotcustomauth.autoconfigure.modulith;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.IotMessagingAutoConfiguration;
import io.github.iotcustomauth.client.IotClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.modulith.events.config.EventExternalizationAutoConfiguration;
import org.springframework.modulith.events.core.ConditionalEventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ModulithEventsAutoConfiguration}.
 */
class ModulithEventsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ModulithEventsAutoConfiguration.class,
				EventExternalizationAutoConfiguration.class, IotMessagingAutoConfiguration.class,
				IotCustomAuthAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withBean(IotConnection.class, () -> mock(IotConnection.class));

	@Test
	void externalizesEvents() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(IotEventExternalizer.class));
	}

	@Test
	void worksWithoutModulith() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ModulithEventsAutoConfiguration.class, IotMessagingAutoConfiguration.class))
			.withBean(IotConnection.class, () -> mock(IotConnection.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.modulith"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(IotClient.class)
				.doesNotHaveBean("iotCustomAuthEventExternalizer"));
	}

	@Test
	void propertyOfModulithDisablesIt() {
		assertOff(this.contextRunner.withPropertyValues("spring.modulith.events.externalization.enabled=false"));
	}

	@Test
	void anotherModeOfModulithDisablesIt() {
		assertOff(this.contextRunner.withPropertyValues("spring.modulith.events.externalization.mode=outbox"));
	}

	@Test
	void propertyOfTheConnectionDisablesIt() {
		assertOff(new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ModulithEventsAutoConfiguration.class,
					EventExternalizationAutoConfiguration.class, IotMessagingAutoConfiguration.class,
					IotCustomAuthAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.withPropertyValues("aws.iot.custom-auth.enabled=false"));
	}

	@Test
	void externalizerOfTheApplicationReplacesIt() {
		assertOff(this.contextRunner.withBean(ConditionalEventListener.class, () -> (event) -> false));
	}

	@Test
	void externalizerOfAnotherLibraryReplacesIt() {
		assertOff(this.contextRunner.withConfiguration(AutoConfigurations.of(ZebraAutoConfiguration.class)));
	}

	private static void assertOff(ApplicationContextRunner runner) {
		runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(IotEventExternalizer.class));
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage
	static class Application {

	}

	/**
	 * Would come later in the order of the names.
	 */
	@AutoConfiguration(after = EventExternalizationAutoConfiguration.class)
	static class ZebraAutoConfiguration {

		@Bean
		ConditionalEventListener zebraEventExternalizer() {
			return (event) -> false;
		}

	}

}
