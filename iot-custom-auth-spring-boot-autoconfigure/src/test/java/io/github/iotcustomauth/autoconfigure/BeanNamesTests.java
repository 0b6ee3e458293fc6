package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans of the application that have the names which ours might have.
 */
class BeanNamesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(IotMessagingAutoConfiguration.class, IotCustomAuthAutoConfiguration.class))
		.withAllowBeanDefinitionOverriding(false)
		.withBean(FakeTransportFactory.class, FakeTransportFactory::accepting)
		.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example");

	@ParameterizedTest
	@ValueSource(strings = { "iotClient", "iotConnection", "iotListenerRegistry", "iotConnectionDetails",
			"mqttTransportFactory", "credentialsProvider", "customAuthCredentialsProvider", "iotCustomAuth" })
	void beanOfAnotherTypeDoesNotStopTheStart(String name) {
		OtherClient other = new OtherClient();
		this.runner.withBean(name, OtherClient.class, () -> other).run((context) -> {
			assertThat(context).hasSingleBean(IotConnection.class)
				.hasSingleBean(IotClient.class)
				.hasSingleBean(IotListenerRegistry.class);
			assertThat(context.getBean(name)).isSameAs(other);
		});
	}

	/**
	 * Stands for a class of another library, such as AWS's client of the control plane.
	 */
	static class OtherClient {

	}

}
