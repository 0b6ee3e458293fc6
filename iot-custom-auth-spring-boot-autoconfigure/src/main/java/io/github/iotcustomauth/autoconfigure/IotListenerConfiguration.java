package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.internal.listener.DefaultIotListenerRegistry;
import io.github.iotcustomauth.internal.listener.EagerListeners;
import io.github.iotcustomauth.internal.listener.IotListenerAnnotationBeanPostProcessor;
import io.github.iotcustomauth.internal.listener.ListenerContainers;
import io.github.iotcustomauth.listener.IotListenerRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Proxyable;
import org.springframework.context.annotation.Role;

/**
 * Configuration for {@link io.github.iotcustomauth.listener.IotListener @IotListener}.
 */
@Configuration(proxyBeanMethods = false)
class IotListenerConfiguration {

	@Bean
	ListenerContainers iotCustomAuthListenerContainers(ListableBeanFactory beanFactory) {
		boolean connectionOfParent = beanFactory.getBeanNamesForType(IotConnection.class, true, false).length == 0;
		return new ListenerContainers(connectionOfParent);
	}

	// not that of a parent context, which has other listeners
	@Bean
	@Proxyable(ProxyType.INTERFACES)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	IotListenerRegistry iotCustomAuthListenerRegistry(ListenerContainers containers) {
		return new DefaultIotListenerRegistry(containers);
	}

	@Bean
	ListenerShutdown iotCustomAuthListenerShutdown(BeanFactory beanFactory) {
		return new ListenerShutdown(beanFactory);
	}

	@Bean
	KeepAliveHint iotCustomAuthKeepAliveHint() {
		return new KeepAliveHint(() -> Thread.getAllStackTraces().keySet());
	}

	@Bean
	static EagerListeners iotCustomAuthEagerListeners() {
		return new EagerListeners();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static IotListenerAnnotationBeanPostProcessor iotCustomAuthListenerAnnotationBeanPostProcessor(
			ConfigurableListableBeanFactory beanFactory) {
		return new IotListenerAnnotationBeanPostProcessor(beanFactory);
	}

}
