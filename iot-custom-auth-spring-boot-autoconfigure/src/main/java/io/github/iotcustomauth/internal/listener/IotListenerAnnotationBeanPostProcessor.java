package io.github.iotcustomauth.internal.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.observation.MessageObservations;
import io.github.iotcustomauth.listener.IotListener;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
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
		boolean scopedProxy = bean instanceof ScopedObject;
		// a scoped proxy has the listeners of its targets, which come and go
		if ((bean instanceof AopInfrastructureBean && !scopedProxy) || ScopedProxyUtils.isScopedTarget(beanName)) {
			return bean;
		}
		Class<?> type = scopedProxy ? targetClass(beanName) : AopProxyUtils.ultimateTargetClass(bean);
		if (type == null || this.withoutListeners.contains(type)) {
			return bean;
		}
		Map<Method, IotListener> methods = AnnotatedMethods.of(type);
		if (methods.isEmpty()) {
			this.withoutListeners.add(type);
		}
		methods.forEach((method, annotation) -> found(
				new Found(beanName, bean, AnnotatedMethods.invocable(method, beanName, bean), annotation)));
		return bean;
	}

	private @Nullable Class<?> targetClass(String scopedProxy) {
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory,
				ScopedProxyUtils.getTargetBeanName(scopedProxy));
		return (type != null) ? ClassUtils.getUserClass(type) : null;
	}

	private void found(Found listener) {
		String name = listener.beanName();
		if (this.beanFactory.containsBean(name) && !this.beanFactory.isSingleton(name)) {
			throw AnnotatedMethods.unusable(listener.method(), name, "The bean is not a singleton");
		}
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
		if (this.beanFactory.getBeanProvider(IotConnection.class).stream().findAny().isEmpty()) {
			return;
		}
		ListenerFactory ready = new ListenerFactory(this.beanFactory, new ListenerConnections(this.beanFactory),
				this.beanFactory.getBean(PayloadConverter.class),
				this.beanFactory.getBeanProvider(SmartValidator.class).getIfUnique(), containers(),
				this.beanFactory.getBeanProvider(MessageObservations.class)
					.getIfAvailable(() -> MessageObservations.NONE));
		List<Found> early;
		synchronized (this.found) {
			this.factory = ready;
			early = List.copyOf(this.found);
			this.found.clear();
		}
		early.forEach((listener) -> register(listener, ready));
		createScopedProxies();
	}

	// which the container creates for beans that ask for them only
	private void createScopedProxies() {
		for (String name : this.beanFactory.getBeanDefinitionNames()) {
			if (ScopedProxyUtils.isScopedTarget(name)) {
				String proxy = ScopedProxyUtils.getOriginalBeanName(name);
				Class<?> type = targetClass(proxy);
				if (type != null && !AnnotatedMethods.of(type).isEmpty()) {
					this.beanFactory.getBean(proxy);
				}
			}
		}
	}

	private void register(Found listener, ListenerFactory ready) {
		ListenerContainer container = ready.create(listener.beanName(), listener.bean(), listener.method(),
				listener.annotation());
		try {
			containers().register(container);
		}
		catch (IllegalStateException ex) {
			throw new InvalidListenerException(listener.method(), listener.beanName(), String.valueOf(ex.getMessage()),
					ex);
		}
	}

	private ListenerContainers containers() {
		return this.beanFactory.getBean(ListenerContainers.class);
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
