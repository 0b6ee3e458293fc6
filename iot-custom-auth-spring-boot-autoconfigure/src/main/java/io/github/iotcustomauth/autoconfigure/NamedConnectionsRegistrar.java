package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthProperties.Publish.Outbox;
import io.github.iotcustomauth.client.IotClient;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers the beans of each connection that has a name, qualified by it. A
 * {@code BeanRegistrar} cannot qualify beans.
 */
final class NamedConnectionsRegistrar implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	NamedConnectionsRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		ConnectionProperties connections = ConnectionProperties.of(this.environment);
		connections.byName().forEach((name, properties) -> {
			boolean primary = name.equals(connections.primary());
			register(registry, name, primary, IotConnection.class, "connection");
			register(registry, name, primary, IotClient.class, "client");
			if (properties.getPublish().getOutbox() != Outbox.NONE) {
				register(registry, name, primary, IotOutbox.class, "outbox");
			}
		});
	}

	private static void register(BeanDefinitionRegistry registry, String name, boolean primary, Class<?> type,
			String factoryMethod) {
		String beanName = name + type.getSimpleName();
		if (registry.containsBeanDefinition(beanName)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setFactoryBeanName(NamedConnections.BEAN_NAME);
		definition.setFactoryMethodName(factoryMethod);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.setTargetType(type);
		definition.setPrimary(primary);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		// a proxy cannot extend the final class behind it
		definition.setAttribute(AutoProxyUtils.EXPOSED_INTERFACES_ATTRIBUTE, new Class<?>[] { type });
		registry.registerBeanDefinition(beanName, definition);
	}

}
