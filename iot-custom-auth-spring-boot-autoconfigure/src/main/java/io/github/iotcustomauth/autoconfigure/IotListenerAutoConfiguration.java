package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.internal.listener.DefaultIotListenerRegistry;
import io.github.iotcustomauth.internal.listener.IotListenerAnnotationBeanPostProcessor;
import io.github.iotcustomauth.listener.IotListenerRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for
 * {@link io.github.iotcustomauth.listener.IotListener @IotListener}.
 */
@AutoConfiguration(after = IotMessagingAutoConfiguration.class)
@ConditionalOnSingleCandidate(IotConnection.class)
public final class IotListenerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(IotListenerRegistry.class)
	DefaultIotListenerRegistry iotListenerRegistry() {
		return new DefaultIotListenerRegistry();
	}

	@Bean
	ListenerShutdown iotListenerShutdown(BeanFactory beanFactory) {
		return new ListenerShutdown(beanFactory);
	}

	@Bean
	static EagerListeners iotEagerListeners() {
		return new EagerListeners();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static IotListenerAnnotationBeanPostProcessor iotListenerAnnotationBeanPostProcessor(
			ConfigurableListableBeanFactory beanFactory) {
		return new IotListenerAnnotationBeanPostProcessor(beanFactory);
	}

}
