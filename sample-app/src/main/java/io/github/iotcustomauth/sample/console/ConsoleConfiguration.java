package io.github.iotcustomauth.sample.console;

import java.time.Clock;

import io.github.iotcustomauth.IotConnection;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts what the page shows around the connections.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

	@Bean
	Clock consoleClock() {
		return Clock.systemUTC();
	}

	// looks the beans up late: what a post-processor needs is not post-processed
	@Bean
	static BeanPostProcessor consolePostProcessor(ObjectProvider<WatchedConnections> connections) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				return (bean instanceof IotConnection connection) ? connections.getObject().watch(connection) : bean;
			}

		};
	}

}
