package io.github.iotcustomauth.autoconfigure;

import java.lang.reflect.Method;
import java.util.Map;

import io.github.iotcustomauth.listener.IotListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Makes beans with {@link IotListener @IotListener} methods eager, whatever {@code @Lazy}
 * and {@code spring.main.lazy-initialization} say: no other bean would ask for them, and
 * their messages would be dropped.
 */
final class EagerListeners implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanDefinitionNames()) {
			BeanDefinition definition = beanFactory.getBeanDefinition(name);
			if (definition.isLazyInit() && hasListeners(beanFactory.getType(name, false))) {
				definition.setLazyInit(false);
			}
		}
	}

	private static boolean hasListeners(@Nullable Class<?> type) {
		if (type == null || !AnnotationUtils.isCandidateClass(type, IotListener.class)) {
			return false;
		}
		Map<Method, Boolean> methods = MethodIntrospector
			.selectMethods(type, (MethodIntrospector.MetadataLookup<Boolean>) (
					method) -> AnnotatedElementUtils.hasAnnotation(method, IotListener.class) ? Boolean.TRUE : null);
		return !methods.isEmpty();
	}

}
