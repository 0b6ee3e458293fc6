package io.github.iotcustomauth.internal.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.IotMessage;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * What a listener method takes and returns, checked before there are messages.
 */
final class ListenerSignature {

	private static final Set<Class<?>> OTHERS = Set.of(IotMessage.class, Message.class, MessageHeaders.class,
			Acknowledgment.class);

	private static final Set<Class<? extends Annotation>> ANNOTATIONS = Set.of(DestinationVariable.class, Header.class,
			Headers.class);

	private static final DefaultParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final Method method;

	// with the annotations of interfaces
	private final List<MethodParameter> parameters;

	ListenerSignature(HandlerMethod method) {
		this.method = method.getMethod();
		this.parameters = List.of(method.getMethodParameters());
		this.parameters.forEach((parameter) -> parameter.initParameterNameDiscovery(NAMES));
	}

	boolean has(Class<?> type) {
		return this.parameters.stream().anyMatch((parameter) -> parameter.getParameterType() == type);
	}

	/**
	 * Check that the method can be called with messages of some topics.
	 * @param topics the topics
	 * @param sendTo where its results go
	 * @throws IllegalArgumentException if it cannot
	 */
	void validate(List<TopicPattern> topics, List<String> sendTo) {
		Assert.isTrue(!KotlinDetector.isSuspendingFunction(this.method),
				"Suspending functions are not supported: the method may block");
		Class<?> result = AsyncResults.completed(ResolvableType.forMethodReturnType(this.method)).toClass();
		Assert.isTrue(
				!Future.class.isAssignableFrom(result)
						&& ReactiveAdapterRegistry.getSharedInstance().getAdapter(result) == null,
				() -> "It returns a %s: return the result itself, the method may block, or a CompletableFuture or a Mono"
					.formatted(result.getSimpleName()));
		Assert.isTrue(!IotMessage.class.isAssignableFrom(result) && !Message.class.isAssignableFrom(result),
				"It returns a message: return the payload, or publish the message with IotClient");
		Assert.isTrue(this.parameters.stream().filter(ListenerSignature::isPayload).count() <= 1,
				"It has several parameters for the payload: annotate the others");
		Assert.isTrue(sendTo.isEmpty() || (result != void.class && result != Void.class),
				"It has @SendTo but returns nothing");
		for (TopicPattern topic : topics) {
			this.parameters.stream()
				.filter((parameter) -> parameter.hasParameterAnnotation(DestinationVariable.class))
				.map(ListenerSignature::variable)
				.forEach((name) -> Assert.isTrue(topic.names().contains(name),
						() -> "Topic '%s' has no level named '{%s}'".formatted(topic, name)));
			// throws for an unknown name
			Map<String, String> examples = topic.names()
				.stream()
				.collect(Collectors.toMap(Function.identity(), Function.identity()));
			sendTo.forEach((template) -> {
				String example = TopicPattern.expand(template, examples);
				Assert.isTrue(!example.contains("{") && !example.contains("}"),
						() -> "@SendTo '%s' has a brace that is not part of a name".formatted(template));
				IotMessage.to(example);
				Assert.isTrue(!topic.matches(template),
						() -> "@SendTo '%s' is a topic of the listener itself, which would answer its own answers"
							.formatted(template));
			});
		}
	}

	private static boolean isPayload(MethodParameter parameter) {
		return !OTHERS.contains(parameter.getParameterType())
				&& ANNOTATIONS.stream().noneMatch(parameter::hasParameterAnnotation);
	}

	private static String variable(MethodParameter parameter) {
		DestinationVariable annotation = parameter.getParameterAnnotation(DestinationVariable.class);
		return Stream.of((annotation != null) ? annotation.value() : "", parameter.getParameterName())
			.filter(StringUtils::hasLength)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"@DestinationVariable needs a name, unless classes are compiled with '-parameters'"));
	}

}
