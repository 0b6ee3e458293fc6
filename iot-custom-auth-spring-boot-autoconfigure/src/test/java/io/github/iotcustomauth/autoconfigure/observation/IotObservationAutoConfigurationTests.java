package io.github.iotcustomauth.autoconfigure.observation;

import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.IotMessagingAutoConfiguration;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.internal.observation.MessageObservations;
import io.github.iotcustomauth.observation.IotTemplateObservationContext;
import io.github.iotcustomauth.observation.IotTemplateObservationConvention;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link IotObservationAutoConfiguration}.
 */
class IotObservationAutoConfigurationTests {

	private final ApplicationContextRunner withoutRegistry = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IotObservationAutoConfiguration.class,
				IotMessagingAutoConfiguration.class, IotCustomAuthAutoConfiguration.class))
		.withBean(IotConnection.class, IotObservationAutoConfigurationTests::connection);

	private final ApplicationContextRunner runner = this.withoutRegistry
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
		.withBean(TestObservationRegistry.class, TestObservationRegistry::create);

	private static IotConnection connection() {
		IotConnection connection = mock(IotConnection.class);
		given(connection.publish(any())).willReturn(CompletableFuture.completedFuture(null));
		return connection;
	}

	private static TestObservationRegistryAssert published(ApplicationContext context) {
		context.getBean(IotClient.class).to("rooms/{room}", "kitchen").body("on").send();
		return TestObservationRegistryAssert.assertThat(context.getBean(TestObservationRegistry.class));
	}

	@Test
	void clientIsObserved() {
		this.runner.run((context) -> published(context).hasSingleObservationThat()
			.hasNameEqualTo("iot.template")
			.hasContextualNameEqualTo("publish rooms/{room}"));
	}

	@Test
	void nothingIsObservedWithoutARegistry() {
		this.withoutRegistry.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(IotClient.class)
			.doesNotHaveBean(MessageObservations.class));
	}

	@Test
	void nothingIsObservedWithoutMicrometer() {
		this.withoutRegistry.withClassLoader(new FilteredClassLoader(ObservationRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(IotClient.class)
				.doesNotHaveBean(MessageObservations.class));
	}

	@Test
	void nothingIsObservedWhenTheLibraryIsDisabled() {
		this.runner.withPropertyValues("aws.iot.custom-auth.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MessageObservations.class));
	}

	@Test
	void propertyOfSpringBootDisablesAnObservation() {
		this.runner.withPropertyValues("management.observations.enable.iot.template=false")
			.run((context) -> published(context).doesNotHaveAnyObservation());
	}

	@Test
	void conventionOfTheApplicationReplacesTheDefault() {
		this.runner.withBean(IotTemplateObservationConvention.class, NamedConvention::new)
			.run((context) -> published(context).hasSingleObservationThat().hasNameEqualTo("of.the.application"));
	}

	@Test
	void globalConventionOfTheApplicationReplacesTheDefault() {
		this.runner.withBean(GlobalNamedConvention.class)
			.run((context) -> published(context).hasSingleObservationThat().hasNameEqualTo("global"));
	}

	@Test
	void clientsOfNamedConnectionsAreObserved() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(IotObservationAutoConfiguration.class,
					IotMessagingAutoConfiguration.class, IotCustomAuthAutoConfiguration.class))
			.withBean(TestObservationRegistry.class, TestObservationRegistry::create)
			.withPropertyValues("aws.iot.custom-auth.endpoint=localhost", "aws.iot.custom-auth.username=alice",
					"aws.iot.custom-auth.password=secret", "aws.iot.custom-auth.connections.plant.client-id=plant-1",
					"aws.iot.custom-auth.connections.office.client-id=office-1")
			.run((context) -> {
				context.getBean("officeIotClient", IotClient.class).to("rooms/{room}", "kitchen").body("on").send();
				TestObservationRegistryAssert.assertThat(context.getBean(TestObservationRegistry.class))
					.hasSingleObservationThat()
					.hasLowCardinalityKeyValue("iot.connection", "office");
			});
	}

	private static final class NamedConvention implements IotTemplateObservationConvention {

		@Override
		public String getName() {
			return "of.the.application";
		}

	}

	private static final class GlobalNamedConvention
			implements GlobalObservationConvention<IotTemplateObservationContext> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof IotTemplateObservationContext;
		}

		@Override
		public String getName() {
			return "global";
		}

	}

}
