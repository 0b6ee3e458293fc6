package io.github.iotcustomauth.internal.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.listener.IotListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.validation.Validator;

/**
 * Makes listeners of annotated methods.
 */
final class ListenerFactory {

	private final ConfigurableBeanFactory beanFactory;

	private final EmbeddedValueResolver values;

	private final IotConnection connection;

	private final PayloadConverter converter;

	private final HandlerMethodArgumentResolverComposite arguments = new HandlerMethodArgumentResolverComposite();

	private final ListenerContainers containers;

	ListenerFactory(ConfigurableBeanFactory beanFactory, IotConnection connection, PayloadConverter converter,
			@Nullable Validator validator, ListenerContainers containers) {
		this.beanFactory = beanFactory;
		this.values = new EmbeddedValueResolver(beanFactory);
		this.connection = connection;
		this.converter = converter;
		this.containers = containers;
		this.arguments.addResolver(new ListenerArguments(beanFactory, converter.messageConverter(), validator));
	}

	/**
	 * Make a listener.
	 * @param beanName the name of the bean
	 * @param bean the bean
	 * @param method the method, which can be invoked on the bean
	 * @param annotation what it listens to
	 * @return the listener
	 * @throws IllegalStateException if the annotation or the method cannot be used
	 */
	ListenerContainer create(String beanName, Object bean, Method method, IotListener annotation) {
		try {
			String group = resolve(annotation.group());
			List<TopicPattern> topics = Stream.of(annotation.topics())
				.map((topic) -> TopicPattern.parse(resolve(topic), group))
				.toList();
			Assert.notEmpty(topics, "It has no topics");
			InvocableHandlerMethod invocable = new InvocableHandlerMethod(bean, method);
			invocable.setMessageMethodArgumentResolvers(this.arguments);
			ListenerSignature signature = new ListenerSignature(invocable);
			List<String> sendTo = sendTo(method);
			signature.validate(topics, sendTo);
			String id = StringUtils.hasLength(annotation.id()) ? resolve(annotation.id())
					: beanName + "." + method.getName();
			ListenerMethod handler = new ListenerMethod(invocable, topics, this.converter,
					new Answers(id, this.connection, this.converter, sendTo), signature.has(Acknowledgment.class),
					this.containers);
			IotSubscription subscription = IotSubscription
				.to(topics.stream().map(TopicPattern::filter).toArray(TopicFilter[]::new))
				.qos(annotation.qos())
				.name(id)
				.concurrency(number("concurrency", resolve(annotation.concurrency())))
				.onFailure(failureHandler(resolve(annotation.errorHandler())))
				.identifiedBy(identifiedBy(resolve(annotation.identifiedBy())))
				.buildManual(handler);
			return new ListenerContainer(this.connection, subscription,
					flag("autoStartup", resolve(annotation.autoStartup())));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalStateException("@IotListener on %s of bean '%s' cannot be used: %s"
				.formatted(method.toGenericString(), beanName, ex.getMessage()), ex);
		}
	}

	private List<String> sendTo(Method method) {
		SendTo annotation = AnnotatedElementUtils.findMergedAnnotation(method, SendTo.class);
		List<String> topics = new ArrayList<>();
		if (annotation != null) {
			Assert.notEmpty(annotation.value(), "@SendTo has no topic");
			Stream.of(annotation.value()).map(this::resolve).forEach(topics::add);
		}
		return topics;
	}

	private IotSubscription.@Nullable FailureHandler failureHandler(String name) {
		return name.isEmpty() ? null
				: this.beanFactory.getBean(name, IotListenerErrorHandler.class).on(this.connection);
	}

	private static @Nullable String identifiedBy(String userProperty) {
		return userProperty.isEmpty() ? null : userProperty;
	}

	private static int number(String attribute, String value) {
		try {
			return Integer.parseInt(value.trim());
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'%s' is '%s', which is not a number".formatted(attribute, value), ex);
		}
	}

	private static boolean flag(String attribute, String value) {
		Assert.isTrue(value.equals("true") || value.equals("false"),
				() -> "'%s' is '%s', but has to be 'true' or 'false'".formatted(attribute, value));
		return value.equals("true");
	}

	private String resolve(String value) {
		String resolved = this.values.resolveStringValue(value);
		return (resolved != null) ? resolved : "";
	}

}
