package io.github.iotcustomauth.internal.listener;

import java.lang.reflect.Method;
import java.util.Set;

import io.github.iotcustomauth.listener.IotListener;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Makes beans with {@link IotListener @IotListener} methods eager, whatever {@code @Lazy}
 * and {@code spring.main.lazy-initialization} say: no other bean would ask for them, and
 * their messages would be dropped. Fails for beans of a scope in which a message cannot
 * be handled.
 */
public final class EagerListeners implements BeanFactoryPostProcessor {

	// of spring-web
	private static final Set<String> WEB_SCOPES = Set.of("request", "session");

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanDefinitionNames()) {
			// the merged one may be older than 'lazy-initialization'
			BeanDefinition definition = beanFactory.getBeanDefinition(name);
			boolean scoped = ScopedProxyUtils.isScopedTarget(name);
			if (definition.isAbstract() || (definition.isSingleton() && !definition.isLazyInit() && !scoped)) {
				continue;
			}
			Method listener = listener(beanFactory.getType(name, false));
			if (listener != null) {
				String bean = scoped ? ScopedProxyUtils.getOriginalBeanName(name) : name;
				requireUsable(listener, bean, definition, scoped);
				if (!scoped) {
					definition.setLazyInit(false);
				}
			}
		}
	}

	private static @Nullable Method listener(@Nullable Class<?> type) {
		return (type != null) ? AnnotatedMethods.of(type).keySet().stream().findFirst().orElse(null) : null;
	}

	private static void requireUsable(Method listener, String name, BeanDefinition definition, boolean scoped) {
		String scope = definition.getScope();
		if (scope != null && WEB_SCOPES.contains(scope)) {
			throw AnnotatedMethods.unusable(listener, name,
					"The bean has the scope '%s', and a message is not a web request".formatted(scope));
		}
		if (!definition.isSingleton() && !scoped) {
			throw AnnotatedMethods.unusable(listener, name,
					"The bean is not a singleton; with a scoped proxy ('proxyMode' of @Scope) each message is handled "
							+ "by the bean of its scope");
		}
	}

}
