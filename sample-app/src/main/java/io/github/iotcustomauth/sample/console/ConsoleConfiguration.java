package io.github.iotcustomauth.sample.console;

import java.time.Clock;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts what the page shows around the connections and the authorizers.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

	@Bean
	Clock consoleClock() {
		return Clock.systemUTC();
	}

	// looks the beans up late: what a post-processor needs is not post-processed
	@Bean
	static BeanPostProcessor consolePostProcessor(ObjectProvider<WatchedConnections> connections,
			ObjectProvider<AuthorizerCalls> calls) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (bean instanceof IotConnection connection) {
					return connections.getObject().watch(connection);
				}
				if (bean instanceof CustomAuthorizer authorizer) {
					return calls.getObject().record(beanName, authorizer);
				}
				return bean;
			}

		};
	}

}
