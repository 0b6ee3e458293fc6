package io.github.iotcustomauth.internal.listener;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.IotHeaders;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.MessageMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.util.ClassUtils;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.Validator;

/**
 * The arguments of listener methods. What cannot be resolved from a message is reported
 * without anything of its payload.
 */
final class ListenerArguments implements HandlerMethodArgumentResolver {

	private final HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();

	ListenerArguments(ConfigurableBeanFactory beanFactory, MessageConverter converter, @Nullable Validator validator) {
		ConversionService conversion = (beanFactory.getConversionService() != null) ? beanFactory.getConversionService()
				: DefaultConversionService.getSharedInstance();
		this.resolvers.addResolvers(List.of(new HeaderOfType(IotMessage.class, IotHeaders.MESSAGE),
				new HeaderOfType(Acknowledgment.class, IotHeaders.ACKNOWLEDGMENT),
				new DestinationVariableMethodArgumentResolver(conversion),
				new HeaderMethodArgumentResolver(conversion, beanFactory), new HeadersMethodArgumentResolver(),
				new MessageMethodArgumentResolver(converter), new PayloadArgument(converter, validator)));
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return this.resolvers.supportsParameter(parameter);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		Object argument;
		try {
			argument = this.resolvers.resolveArgument(parameter, message);
		}
		catch (MethodArgumentNotValidException ex) {
			throw invalid(parameter, "is not valid: " + errors(ex.getBindingResult()));
		}
		catch (MessageConversionException ex) {
			throw invalid(parameter,
					(ex.getCause() == null && ex.getFailedMessage() != null
							&& message.getPayload() instanceof byte[] payload)
									? "cannot be resolved from the message: "
											+ PayloadConverter.explainNull(payload, payloadType(parameter))
									: unresolved(ex));
		}
		catch (Exception ex) {
			throw invalid(parameter, unresolved(ex));
		}
		// Spring would show the values, in both cases
		if (argument == null && parameter.getParameterType().isPrimitive()) {
			throw invalid(parameter, "is null, which its type cannot be");
		}
		if (argument != null && !ClassUtils.isAssignableValue(parameter.getParameterType(), argument)) {
			throw invalid(parameter, "cannot be a " + argument.getClass().getName());
		}
		return argument;
	}

	// that of the payload, for a parameter that is a message or an Optional
	private static Class<?> payloadType(MethodParameter parameter) {
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		boolean wrapped = type.toClass() == Optional.class || Message.class.isAssignableFrom(type.toClass());
		return (wrapped ? type.getGeneric(0) : type).toClass();
	}

	private static String unresolved(Exception ex) {
		return "cannot be resolved from the message ("
				+ NestedExceptionUtils.getMostSpecificCause(ex).getClass().getName() + ")";
	}

	private static InvalidMessageException invalid(MethodParameter parameter, String reason) {
		String name = (parameter.getParameterName() != null) ? parameter.getParameterName()
				: String.valueOf(parameter.getParameterIndex());
		return new InvalidMessageException("Argument '%s' of %s %s".formatted(name, parameter.getExecutable(), reason));
	}

	// without the rejected values
	private static String errors(@Nullable BindingResult result) {
		return (result != null)
				? result.getAllErrors().stream().map(ListenerArguments::error).collect(Collectors.joining(", "))
				: "the payload is empty";
	}

	private static String error(ObjectError error) {
		String what = (error instanceof FieldError field) ? field.getField() : error.getObjectName();
		// the path has the keys of maps
		return PrintableText.of(what) + " (" + error.getCode() + ")";
	}

	/**
	 * An argument that is a header, recognised by its type.
	 *
	 * @param type the type
	 * @param header the name of the header
	 */
	private record HeaderOfType(Class<?> type, String header) implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == this.type;
		}

		@Override
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return message.getHeaders().get(this.header);
		}

	}

	/**
	 * An argument that is the payload. An empty one is nothing unusual for bytes and
	 * text, nor is JSON {@code null} for what need not be there.
	 */
	private static final class PayloadArgument extends PayloadMethodArgumentResolver {

		PayloadArgument(MessageConverter converter, @Nullable Validator validator) {
			super(converter, validator);
		}

		@Override
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
			if (message.getPayload() instanceof byte[] bytes && bytes.length == 0) {
				if (parameter.getParameterType() == byte[].class) {
					return bytes;
				}
				if (parameter.getParameterType() == String.class) {
					return "";
				}
			}
			try {
				return super.resolveArgument(parameter, message);
			}
			catch (MessageConversionException ex) {
				if (isOptional(parameter) && message.getPayload() instanceof byte[] bytes
						&& PayloadConverter.isNull(bytes)) {
					return (parameter.getParameterType() == Optional.class) ? Optional.empty() : null;
				}
				throw ex;
			}
		}

		private static boolean isOptional(MethodParameter parameter) {
			Payload annotation = parameter.getParameterAnnotation(Payload.class);
			return parameter.getParameterType() == Optional.class || (annotation != null && !annotation.required());
		}

	}

}
