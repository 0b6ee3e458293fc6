package io.github.iotcustomauth.autoconfigure;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.MessageConverter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that the connection uses and that use the connection.
 */
class CircularReferencesTests {

	private final FakeTransportFactory transports = FakeTransportFactory.accepting();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(IotMessagingAutoConfiguration.class, IotCustomAuthAutoConfiguration.class))
		.withAllowCircularReferences(false)
		.withBean(FakeTransportFactory.class, () -> this.transports)
		.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example", "aws.iot.custom-auth.fail-fast=true");

	@ParameterizedTest
	@ValueSource(classes = { HandlerMethod.class, HandlerComponent.class, LazyHandler.class, ProviderHandler.class,
			IndirectHandler.class, ConverterOfClient.class, ConverterOfConnection.class, ListenerAndHandler.class,
			ListenerAndStaticHandler.class, ProviderOfClient.class })
	void beanMayUseTheConnection(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration)
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(IotConnection.class)
				.satisfies((connection) -> assertThat(connection.getStatus().isConnected()).isTrue()));
	}

	@ParameterizedTest
	@ValueSource(classes = { HandlerMethod.class, ConverterOfClient.class, ListenerAndHandler.class,
			ProviderOfClient.class })
	void lazyBeanMayUseTheConnection(Class<?> configuration) {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(configuration)
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(IotConnection.class)
				.satisfies((connection) -> assertThat(connection.getStatus().isConnected()).isTrue()));
	}

	@Test
	void credentialsProviderThatUsesTheClientIsAskedAndToldToDiscard() {
		this.runner.withUserConfiguration(ProviderOfClient.class).run((context) -> {
			ProviderOfClient provider = context.getBean(ProviderOfClient.class);
			assertThat(this.transports.credentials).hasSize(1)
				.first()
				.satisfies((encoded) -> assertThat(encoded.getUsername()).isEqualTo("of the client"));
			context.getBean(IotConnection.class).refreshCredentials();
			Awaitility.await().until(() -> !provider.discarded.isEmpty());
			assertThat(provider.discarded).containsExactly("of the client");
		});
	}

	@Test
	void listenerFindsTheErrorHandlerOfItsConfiguration() {
		this.runner.withUserConfiguration(ListenerAndHandler.class)
			.run((context) -> assertThat(context.getBean(IotListenerRegistry.class).getListenerIds())
				.containsExactly("circularReferencesTests.ListenerAndHandler.on"));
	}

	@Configuration(proxyBeanMethods = false)
	static class HandlerMethod {

		@Bean
		IotListenerErrorHandler errors(IotClient iot) {
			return (failed) -> iot.to("errors").body(failed.message().payload()).send();
		}

	}

	static class HandlerComponent implements IotListenerErrorHandler {

		@Autowired
		private IotClient iot;

		@Override
		public void handle(FailedMessage failed) {
			this.iot.to("errors").body(failed.message().payload()).send();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyHandler {

		@Bean
		IotListenerErrorHandler errors(@Lazy IotClient iot) {
			return (failed) -> iot.to("errors").send();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProviderHandler {

		@Bean
		IotListenerErrorHandler errors(ObjectProvider<IotClient> iot) {
			return (failed) -> iot.getObject().to("errors").send();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class IndirectHandler {

		@Bean
		Alarms alarms(IotClient iot) {
			return new Alarms(iot);
		}

		@Bean
		IotListenerErrorHandler errors(Alarms alarms) {
			return (failed) -> alarms.iot().to("alarms").send();
		}

	}

	record Alarms(IotClient iot) {
	}

	@Configuration(proxyBeanMethods = false)
	static class ConverterOfClient {

		@Bean
		MessageConverter mine(IotClient iot) {
			return new ByteArrayMessageConverter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConverterOfConnection {

		@Bean
		MessageConverter mine(IotConnection connection) {
			return new ByteArrayMessageConverter();
		}

	}

	@Configuration
	static class ListenerAndHandler {

		@Autowired
		private IotClient iot;

		@Bean
		IotListenerErrorHandler errors() {
			return (failed) -> this.iot.to("errors").send();
		}

		@IotListener(topics = "a/1", errorHandler = "errors")
		void on(String text) {
		}

	}

	@Configuration
	static class ListenerAndStaticHandler {

		@Autowired
		private IotClient iot;

		@Bean
		static IotListenerErrorHandler errors() {
			return (failed) -> {
			};
		}

		@IotListener(topics = "a/1", errorHandler = "errors")
		void on(String text) {
			this.iot.to("b/1").send();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProviderOfClient {

		private final List<String> discarded = new CopyOnWriteArrayList<>();

		@Bean
		CustomAuthCredentialsProvider mine(IotClient iot) {
			CustomAuthCredentials credentials = CustomAuthCredentials.builder().username("of the client").build();
			return new CustomAuthCredentialsProvider() {

				@Override
				public CompletableFuture<CustomAuthCredentials> getCredentials() {
					return CompletableFuture.completedFuture(credentials);
				}

				@Override
				public void discard(CustomAuthCredentials presented) {
					ProviderOfClient.this.discarded.add(String.valueOf(presented.getUsername()));
				}

			};
		}

	}

}
