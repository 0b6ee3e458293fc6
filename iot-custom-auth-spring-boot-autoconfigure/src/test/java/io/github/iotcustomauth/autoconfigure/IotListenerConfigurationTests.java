package io.github.iotcustomauth.autoconfigure;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.filters.SubscriptionState;
import io.github.iotcustomauth.internal.listener.IotListenerAnnotationBeanPostProcessor;
import io.github.iotcustomauth.internal.listener.ListenerContainers;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import io.github.iotcustomauth.support.TestSubscription;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link IotListenerConfiguration}.
 */
class IotListenerConfigurationTests {

	private final IotConnection connection = mock(IotConnection.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(IotMessagingAutoConfiguration.class, IotCustomAuthAutoConfiguration.class))
		.withPropertyValues("aws.iot.custom-auth.enabled=false");

	@Test
	void listenersStartAfterTheConnectionAndBeforeItStops() {
		this.runner.withBean(FakeTransportFactory.class, FakeTransportFactory::accepting)
			.withPropertyValues("aws.iot.custom-auth.enabled=true", "aws.iot.custom-auth.endpoint=abc.example")
			.run((context) -> {
				assertThat(context).hasSingleBean(IotListenerRegistry.class)
					.hasSingleBean(IotListenerAnnotationBeanPostProcessor.class);
				ListenerContainers containers = context.getBean(ListenerContainers.class);
				assertThat(containers.isRunning()).isTrue();
				assertThat(containers.getPhase())
					.isGreaterThan(context.getBean(IotConnectionLifecycle.class).getPhase());
			});
	}

	@Test
	void backsOffWithoutConnection() {
		this.runner.withBean(Listener.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(IotListenerRegistry.class)
				.doesNotHaveBean(IotListenerAnnotationBeanPostProcessor.class));
	}

	@Test
	void listenerDoesNotChooseBetweenConnections() {
		this.runner.withBean(Listener.class)
			.withBean("first", IotConnection.class, () -> this.connection)
			.withBean("second", IotConnection.class, () -> this.connection)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("There are several connections (first, second): name one with 'connection'"));
	}

	@Test
	void listenerUsesTheConnectionOfTheApplication() {
		connected().withBean("kitchen", Listener.class).run((context) -> {
			assertThat(context.getBean(IotListenerRegistry.class).getListenerIds())
				.containsExactly("kitchen.onMessage");
			IotSubscription subscription = subscription();
			assertThat(subscription.name()).isEqualTo("kitchen.onMessage");
			assertThat(subscription.filters()).containsExactly(TopicFilter.of("a/+"));
			List<String> acknowledged = new CopyOnWriteArrayList<>();
			subscription.handler().onMessage(IotMessage.of("a/b", "x"), () -> acknowledged.add("x"));
			assertThat(context.getBean(Listener.class).received).containsExactly("x");
			assertThat(acknowledged).containsExactly("x");
		});
	}

	@Test
	void listenerIsCalledThroughItsProxy() {
		List<String> advised = new CopyOnWriteArrayList<>();
		connected().withBean(Listener.class, () -> {
			ProxyFactory proxy = new ProxyFactory(new Listener());
			proxy.setProxyTargetClass(true);
			proxy.addAdvice((MethodInterceptor) (invocation) -> {
				advised.add(invocation.getMethod().getName());
				return invocation.proceed();
			});
			return (Listener) proxy.getProxy();
		}).run((context) -> {
			subscription().handler().onMessage(IotMessage.of("a/b", "x"), () -> {
			});
			assertThat(advised).containsExactly("onMessage");
		});
	}

	@Test
	void listenerOfALazyBeanReceives() {
		connected().withUserConfiguration(LazyConfiguration.class)
			.run((context) -> assertThat(context.getBean(IotListenerRegistry.class).getListenerIds())
				.containsExactly("lazy.onMessage"));
	}

	@Test
	void listenersReceiveAlthoughAllBeansAreLazy() {
		connected()
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withBean("kitchen", Listener.class)
			.withBean("other", Object.class)
			.run((context) -> {
				assertThat(context.getBeanFactory().getSingletonNames()).contains("kitchen").doesNotContain("other");
				assertThat(context.getBean(IotListenerRegistry.class).getListenerIds())
					.containsExactly("kitchen.onMessage");
			});
	}

	@Test
	void prototypeFailsStartup() {
		connected().withBean("many", Listener.class, Listener::new, (definition) -> definition.setScope("prototype"))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll("@IotListener on", "'many'", "not a singleton", "proxyMode"));
	}

	@Test
	void stopOfTheApplicationUnsubscribesNothing() {
		connected().withBean(Listener.class).run((context) -> {
			context.stop();
			assertThat(context.getBean(ListenerContainers.class).isRunning()).isFalse();
			context.start();
			assertThat(context.getBean(ListenerContainers.class).isRunning()).isTrue();
			then(this.connection).should(never()).unsubscribe(any(ActiveSubscription.class));
			then(this.connection).should().subscribe(any(IotSubscription.class));
		});
	}

	private ApplicationContextRunner connected() {
		given(this.connection.subscribe(any(IotSubscription.class)))
			.willAnswer((call) -> new TestSubscription(call.getArgument(0), CompletableFuture.completedFuture(null),
					SubscriptionState.GRANTED));
		return this.runner.withBean(IotConnection.class, () -> this.connection);
	}

	private IotSubscription subscription() {
		ArgumentCaptor<IotSubscription> subscription = ArgumentCaptor.captor();
		then(this.connection).should().subscribe(subscription.capture());
		return subscription.getValue();
	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		Listener lazy() {
			return new Listener();
		}

	}

	static class Listener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@IotListener("a/{b}")
		void onMessage(String text) {
			this.received.add(text);
		}

	}

}
