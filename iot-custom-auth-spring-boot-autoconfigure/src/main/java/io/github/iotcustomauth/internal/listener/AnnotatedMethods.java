package io.github.iotcustomauth.internal.listener;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.stream.Stream;

import io.github.iotcustomauth.listener.IotListener;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.messaging.handler.annotation.SendTo;

/**
 * The methods with {@link IotListener @IotListener} of a class, and how they are called
 * on a bean that may be a proxy.
 */
final class AnnotatedMethods {

	private AnnotatedMethods() {
	}

	static Map<Method, IotListener> of(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, IotListener.class) ? MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<IotListener>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, IotListener.class))
				: Map.of();
	}

	/**
	 * Find the method to call on a bean.
	 * @param method the annotated method
	 * @param beanName the name of the bean
	 * @param bean the bean, or its proxy
	 * @return the method of the bean
	 * @throws IllegalStateException if it cannot be called through the proxy
	 */
	static Method invocable(Method method, String beanName, Object bean) {
		// it would run on the proxy, whose fields are null
		if (AopUtils.isCglibProxy(bean) && Modifier.isFinal(method.getModifiers())) {
			throw unusable(method, beanName, "The bean is a proxy, which cannot override a final method");
		}
		Method invocable = selectInvocable(method, beanName, bean);
		if (!invocable.equals(method) && isAnnotated(method) && !isAnnotated(invocable)) {
			throw unusable(method, beanName,
					"The bean is a proxy of its interface, whose method has no @SendTo and no annotations of "
							+ "parameters; annotate the method of the interface, or use a proxy of the class");
		}
		return invocable;
	}

	private static Method selectInvocable(Method method, String beanName, Object bean) {
		try {
			return AopUtils.selectInvocableMethod(method, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw unusable(method, beanName, "The bean is a proxy. " + ex.getMessage());
		}
	}

	private static boolean isAnnotated(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, SendTo.class)
				|| Stream.of(method.getParameterAnnotations()).anyMatch((annotations) -> annotations.length > 0);
	}

	static InvalidListenerException unusable(Method method, String beanName, String reason) {
		return new InvalidListenerException(method, beanName, reason, null);
	}

}
