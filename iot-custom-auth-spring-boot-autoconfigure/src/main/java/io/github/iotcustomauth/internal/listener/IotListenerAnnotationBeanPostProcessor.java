package io.github.iotcustomauth.internal.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.listener.IotListener;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.Assert;
import org.springframework.validation.SmartValidator;

/**
 * Finds the methods with {@link IotListener} and registers them, those of the singletons
 * when all of them are there, and those of beans that come later at once.
 */
public final class IotListenerAnnotationBeanPostProcessor implements BeanPostProcessor, SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Set<Class<?>> withoutListeners = ConcurrentHashMap.newKeySet();

	private final List<Found> found = new ArrayList<>();

	private @Nullable ListenerFactory factory;

	/**
	 * Create a post-processor.
	 * @param beanFactory asked for the connection and the registry when all singletons
	 * are there
	 */
	public IotListenerAnnotationBeanPostProcessor(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
		// of a scoped bean, the proxy has the listeners
		if (bean instanceof AopInfrastructureBean || ScopedProxyUtils.isScopedTarget(beanName)
				|| this.withoutListeners.contains(type) || !AnnotationUtils.isCandidateClass(type, IotListener.class)) {
			return bean;
		}
		Map<Method, IotListener> methods = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<IotListener>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, IotListener.class));
		if (methods.isEmpty()) {
			this.withoutListeners.add(type);
		}
		methods.forEach((method, annotation) -> found(
				new Found(beanName, bean, AopUtils.selectInvocableMethod(method, bean.getClass()), annotation)));
		return bean;
	}

	private void found(Found listener) {
		String name = listener.beanName();
		Assert.state(!this.beanFactory.containsBean(name) || this.beanFactory.isSingleton(name),
				() -> "@IotListener on %s of bean '%s' cannot be used: the bean is not a singleton"
					.formatted(listener.method().toGenericString(), name));
		ListenerFactory ready;
		synchronized (this.found) {
			ready = this.factory;
			if (ready == null) {
				this.found.add(listener);
			}
		}
		if (ready != null) {
			register(listener, ready);
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.beanFactory.getBeanProvider(IotConnection.class).getIfAvailable() == null) {
			return;
		}
		ListenerFactory ready = new ListenerFactory(this.beanFactory, this.beanFactory.getBean(IotConnection.class),
				this.beanFactory.getBean(PayloadConverter.class),
				this.beanFactory.getBeanProvider(SmartValidator.class).getIfUnique(), registry());
		List<Found> early;
		synchronized (this.found) {
			this.factory = ready;
			early = List.copyOf(this.found);
			this.found.clear();
		}
		early.forEach((listener) -> register(listener, ready));
	}

	private void register(Found listener, ListenerFactory ready) {
		registry()
			.register(ready.create(listener.beanName(), listener.bean(), listener.method(), listener.annotation()));
	}

	private DefaultIotListenerRegistry registry() {
		return this.beanFactory.getBean(DefaultIotListenerRegistry.class);
	}

	/**
	 * A listener method that was found.
	 *
	 * @param beanName the name of its bean
	 * @param bean the bean
	 * @param method the method
	 * @param annotation the annotation
	 */
	private record Found(String beanName, Object bean, Method method, IotListener annotation) {
	}

}
