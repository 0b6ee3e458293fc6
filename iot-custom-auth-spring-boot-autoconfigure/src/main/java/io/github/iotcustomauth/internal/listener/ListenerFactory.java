package io.github.iotcustomauth.internal.listener;

import java.lang.reflect.Method;
import java.util.List;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.observation.MessageObservations;
import io.github.iotcustomauth.listener.IotListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.function.ThrowingConsumer;
import org.springframework.validation.Validator;

/**
 * Makes listeners of annotated methods.
 */
final class ListenerFactory {

	private final AnnotationValues values;

	private final ListenerConnections connections;

	private final PayloadConverter converter;

	private final HandlerMethodArgumentResolverComposite arguments = new HandlerMethodArgumentResolverComposite();

	private final ListenerContainers containers;

	private final MessageObservations observations;

	ListenerFactory(ConfigurableBeanFactory beanFactory, ListenerConnections connections, PayloadConverter converter,
			@Nullable Validator validator, ListenerContainers containers, MessageObservations observations) {
		this.values = new AnnotationValues(beanFactory);
		this.connections = connections;
		this.converter = converter;
		this.containers = containers;
		this.observations = observations;
		this.arguments.addResolver(new ListenerArguments(beanFactory, converter.messageConverter(), validator));
	}

	/**
	 * Make a listener.
	 * @param beanName the name of the bean
	 * @param bean the bean
	 * @param method the method, which can be invoked on the bean
	 * @param annotation what it listens to
	 * @return the listener
	 * @throws InvalidListenerException if the annotation or the method cannot be used
	 */
	ListenerContainer create(String beanName, Object bean, Method method, IotListener annotation) {
		try {
			IotConnection connection = this.connections.get(this.values.text("'connection'", annotation.connection()));
			String group = this.values.text("'group'", annotation.group());
			List<TopicPattern> topics = this.values.texts("'topics'", annotation.topics())
				.stream()
				.map((topic) -> TopicPattern.parse(topic, group))
				.toList();
			Assert.notEmpty(topics, "It has no topics");
			InvocableHandlerMethod invocable = new InvocableHandlerMethod(bean, method);
			invocable.setMessageMethodArgumentResolvers(this.arguments);
			ListenerSignature signature = new ListenerSignature(invocable);
			List<String> sendTo = sendTo(method);
			signature.validate(topics, sendTo);
			String id = StringUtils.hasLength(annotation.id()) ? this.values.text("'id'", annotation.id())
					: beanName + "." + method.getName();
			ListenerMethod handler = new ListenerMethod(invocable, topics,
					new ReplyPublisher(id, connection, this.converter, sendTo, this.observations),
					signature.has(Acknowledgment.class), this.containers, (call) -> this.observations
						.handler(connection, id, (message) -> TopicPattern.textOf(topics, message.topic()), call));
			IotSubscription subscription = IotSubscription
				.manual(topics.stream().map(TopicPattern::filter).toList(), handler)
				.withQos(annotation.qos())
				.withName(id)
				.withConcurrency(this.values.number("concurrency", annotation.concurrency()))
				.withErrorHandler(errorHandler(annotation.errorHandler(), connection))
				.withIdentifiedBy(identifiedBy(this.values.text("'identifiedBy'", annotation.identifiedBy())))
				.withSubscribe(annotation.subscribe());
			return new ListenerContainer(connection, subscription,
					this.values.flag("autoStartup", annotation.autoStartup()));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(method, beanName, String.valueOf(ex.getMessage()), ex);
		}
	}

	private List<String> sendTo(Method method) {
		SendTo annotation = AnnotatedElementUtils.findMergedAnnotation(method, SendTo.class);
		if (annotation == null) {
			return List.of();
		}
		List<String> topics = this.values.texts("@SendTo", annotation.value());
		Assert.notEmpty(topics, "@SendTo has no topic");
		return topics;
	}

	// with the bean, which may be advised, instead of the connection behind it
	private @Nullable ThrowingConsumer<FailedMessage> errorHandler(String value, IotConnection connection) {
		IotListenerErrorHandler errorHandler = this.values.errorHandler("'errorHandler'", value);
		return (errorHandler != null) ? (failed) -> errorHandler.handle(failed.withConnection(connection)) : null;
	}

	private static @Nullable String identifiedBy(String userProperty) {
		return userProperty.isEmpty() ? null : userProperty;
	}

}
