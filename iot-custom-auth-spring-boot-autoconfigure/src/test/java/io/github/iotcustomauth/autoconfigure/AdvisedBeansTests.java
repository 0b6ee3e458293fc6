package io.github.iotcustomauth.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.RootClassFilter;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that measure or trace what they send.
 */
class AdvisedBeansTests {

	private static final List<String> ADVISED = new CopyOnWriteArrayList<>();

	private final FakeTransportFactory transports = FakeTransportFactory.accepting();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(IotMessagingAutoConfiguration.class, IotCustomAuthAutoConfiguration.class))
		.withBean(FakeTransportFactory.class, () -> this.transports)
		.withPropertyValues("aws.iot.custom-auth.endpoint=abc.example", "aws.iot.custom-auth.fail-fast=true");

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void connectionClientAndRegistryCanBeAdvised(String proxyTargetClass) {
		ADVISED.clear();
		this.runner.withUserConfiguration(AdviceConfiguration.class)
			.withPropertyValues("test.proxy-target-class=" + proxyTargetClass)
			.run((context) -> {
				assertThat(context.getBean(IotConnection.class).getStatus().isConnected()).isTrue();
				context.getBean(IotClient.class).to("a/1").body("x").sendAndWait(Duration.ofSeconds(5));
				context.getBean(IotListenerRegistry.class).getListenerIds();
				assertThat(ADVISED).containsSubsequence("to", "publish", "getListenerIds");
			});
		assertThat(this.transports.calls).containsExactly("opened", "closed", "factory closed");
	}

	@Test
	void connectionCanBeWrapped() {
		this.runner.withUserConfiguration(WrapperConfiguration.class).run((context) -> {
			IotConnection connection = context.getBean(IotConnection.class);
			assertThat(Proxy.isProxyClass(connection.getClass())).isTrue();
			assertThat(connection.getStatus().isConnected()).isTrue();
			context.getBean(IotClient.class).to("a/1").body("x").sendAndWait(Duration.ofSeconds(5));
		});
		assertThat(this.transports.calls).containsExactly("opened", "closed", "factory closed");
	}

	@Configuration(proxyBeanMethods = false)
	static class AdviceConfiguration {

		@Bean
		static DefaultAdvisorAutoProxyCreator autoProxyCreator(Environment environment) {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(environment.getRequiredProperty("test.proxy-target-class", Boolean.class));
			return creator;
		}

		@Bean
		static Advisor aroundConnection() {
			return around(IotConnection.class);
		}

		@Bean
		static Advisor aroundClient() {
			return around(IotClient.class);
		}

		@Bean
		static Advisor aroundRegistry() {
			return around(IotListenerRegistry.class);
		}

		private static Advisor around(Class<?> type) {
			StaticMethodMatcherPointcut pointcut = new StaticMethodMatcherPointcut() {

				@Override
				public boolean matches(Method method, Class<?> targetClass) {
					return true;
				}

			};
			pointcut.setClassFilter(new RootClassFilter(type));
			return new DefaultPointcutAdvisor(pointcut, (MethodInterceptor) (invocation) -> {
				ADVISED.add(invocation.getMethod().getName());
				return invocation.proceed();
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrapperConfiguration {

		@Bean
		static BeanPostProcessor wrapper() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					return (bean instanceof IotConnection connection) ? wrap(connection) : bean;
				}

			};
		}

		private static Object wrap(IotConnection connection) {
			return Proxy.newProxyInstance(IotConnection.class.getClassLoader(), new Class<?>[] { IotConnection.class },
					(proxy, method, args) -> {
						try {
							return method.invoke(connection, args);
						}
						catch (InvocationTargetException ex) {
							throw ex.getTargetException();
						}
					});
		}

	}

}
