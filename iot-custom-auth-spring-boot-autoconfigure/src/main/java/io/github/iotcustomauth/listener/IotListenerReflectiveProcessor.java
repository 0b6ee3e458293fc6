package io.github.iotcustomauth.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.stream.Stream;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.IotMessage;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

/**
 * Hints for {@link IotListener @IotListener} methods ahead of time: they are invoked, and
 * their payloads and results converted, by reflection.
 */
final class IotListenerReflectiveProcessor implements ReflectiveProcessor {

	// made by the library, or by Spring
	private static final Set<Class<?>> NO_PAYLOADS = Set.of(IotMessage.class, MessageHeaders.class,
			Acknowledgment.class);

	private static final Set<Class<? extends Annotation>> NO_PAYLOAD_ANNOTATIONS = Set.of(DestinationVariable.class,
			Header.class, Headers.class);

	private final BindingReflectionHintsRegistrar bindings = new BindingReflectionHintsRegistrar();

	@Override
	public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
		if (!(element instanceof Method method)) {
			// the annotation of another annotation
			return;
		}
		hints.registerMethod(method, ExecutableMode.INVOKE);
		Parameter[] parameters = method.getParameters();
		for (int i = 0; i < parameters.length; i++) {
			if (isPayload(parameters[i])) {
				register(hints, ResolvableType.forMethodParameter(method, i));
			}
		}
		register(hints, ResolvableType.forMethodReturnType(method));
	}

	private static boolean isPayload(Parameter parameter) {
		return !NO_PAYLOADS.contains(parameter.getType())
				&& NO_PAYLOAD_ANNOTATIONS.stream().noneMatch(parameter::isAnnotationPresent);
	}

	// the payload of a message, and the result of a future or a Mono
	private void register(ReflectionHints hints, ResolvableType type) {
		boolean wrapped = type.hasGenerics() && Stream
			.of("java.util.concurrent.CompletionStage", "java.util.concurrent.CompletableFuture",
					"reactor.core.publisher.Mono", Message.class.getName())
			.anyMatch((name) -> type.toClass().getName().equals(name));
		Type bound = (wrapped ? type.getGeneric(0) : type).getType();
		if (bound != void.class && bound != Void.class) {
			this.bindings.registerReflectionHints(hints, bound);
		}
	}

}
