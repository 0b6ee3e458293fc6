package io.github.iotcustomauth.internal.messaging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.IotHeaders;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.DestinationPatternsMessageCondition;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * Converts between payloads and objects. Byte arrays are taken as they are and text is
 * UTF-8, whatever the content type says; all else is left to Spring's message converters.
 * Thread-safe.
 */
public final class PayloadConverter {

	// with the white space around it
	private static final int MAX_NULL_BYTES = 100;

	// headers that Spring makes or reads itself
	private static final Set<String> RESERVED = Set.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP,
			MessageHeaders.CONTENT_TYPE, MessageHeaders.REPLY_CHANNEL, MessageHeaders.ERROR_CHANNEL,
			NativeMessageHeaderAccessor.NATIVE_HEADERS, DestinationPatternsMessageCondition.LOOKUP_DESTINATION_HEADER);

	// of Spring's WebSocket messages: simpDestination, simpSessionId and others
	private static final Pattern SIMP = Pattern.compile("simp\\p{Lu}.*", Pattern.DOTALL);

	private final SmartMessageConverter converter;

	/**
	 * Create a converter.
	 * @param converters asked one after the other; have to read and write byte arrays
	 */
	public PayloadConverter(List<MessageConverter> converters) {
		StringMessageConverter text = new StringMessageConverter(StandardCharsets.UTF_8);
		text.setContentTypeResolver(null);
		List<MessageConverter> all = new ArrayList<>();
		all.add(text);
		all.addAll(converters);
		this.converter = new CompositeMessageConverter(all);
	}

	/**
	 * For Spring's handler methods.
	 * @return a converter that does the same
	 */
	public SmartMessageConverter messageConverter() {
		return this.converter;
	}

	/**
	 * Put an object into a message as its payload. The content type is that which the
	 * message has, else that which the converter says.
	 * @param body a byte array, a text, or an object that a converter knows
	 * @param contentType the content type of the message, or {@code null}
	 * @param message the message to put it into
	 * @throws IllegalArgumentException if no converter knows the object, or the payload
	 * is too long
	 */
	public void write(Object body, @Nullable String contentType, IotMessage.Builder message) {
		message.contentType(contentType);
		if (body instanceof byte[] bytes) {
			message.payload(bytes);
			return;
		}
		if (body instanceof String text) {
			message.payload(text);
			return;
		}
		Message<?> converted = this.converter.toMessage(body, new MessageHeaders(contentType(contentType)));
		if (converted == null || !(converted.getPayload() instanceof byte[] bytes)) {
			throw new IllegalArgumentException(("No converter makes a payload of %s; add 'spring-boot-starter-jackson' "
					+ "for JSON, or a MessageConverter bean that writes byte[]")
				.formatted(body.getClass().getName()));
		}
		message.payload(bytes);
		Object written = converted.getHeaders().get(MessageHeaders.CONTENT_TYPE);
		if (contentType == null && written != null) {
			message.contentType(written.toString());
		}
	}

	private static Map<String, Object> contentType(@Nullable String contentType) {
		return (contentType != null) ? Map.of(MessageHeaders.CONTENT_TYPE, contentType) : Map.of();
	}

	/**
	 * Read the payload of a message.
	 * @param <T> the type to read
	 * @param message the message
	 * @param type the type to read
	 * @return the object
	 * @throws InvalidMessageException if the payload cannot be read as that
	 */
	@SuppressWarnings("unchecked")
	public <T> T read(IotMessage message, ParameterizedTypeReference<T> type) {
		Class<?> raw = ResolvableType.forType(type).toClass();
		if (raw == byte[].class) {
			return (T) message.payload();
		}
		Object result;
		try {
			result = this.converter.fromMessage(toMessage(message), raw, new TypeHint(type));
		}
		catch (RuntimeException ex) {
			throw unreadable(message, raw, ex);
		}
		if (result == null) {
			throw new InvalidMessageException("The payload of a message of topic '%s' cannot be read: "
				.formatted(PrintableText.of(message.topic())) + explainNull(message.payload(), raw));
		}
		return (T) result;
	}

	/**
	 * Say why the converters made nothing of a payload.
	 * @param payload the payload
	 * @param type the type to read
	 * @return the reason, without anything of the payload
	 */
	public static String explainNull(byte[] payload, Class<?> type) {
		return isNull(payload) ? "it is null" : ("no converter reads %s; add 'spring-boot-starter-jackson' for JSON, "
				+ "or a MessageConverter bean that reads byte[]")
			.formatted(type.getName());
	}

	/**
	 * Whether a payload is the JSON text {@code null}.
	 * @param payload the payload
	 * @return whether it is {@code null}
	 */
	public static boolean isNull(byte[] payload) {
		return payload.length < MAX_NULL_BYTES && new String(payload, StandardCharsets.UTF_8).strip().equals("null");
	}

	private static InvalidMessageException unreadable(IotMessage message, Class<?> type, RuntimeException cause) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(cause);
		return new InvalidMessageException("The payload of a message of topic '%s' cannot be read as %s (%s)"
			.formatted(PrintableText.of(message.topic()), type.getName(), root.getClass().getName()));
	}

	/**
	 * The message with Spring's headers.
	 * @param message the message
	 * @return the message
	 */
	private static Message<byte[]> toMessage(IotMessage message) {
		return new GenericMessage<>(message.payload(), headers(message));
	}

	/**
	 * Headers for Spring, see {@link IotHeaders}.
	 * @param message the message
	 * @return the headers, to be added to
	 */
	public static Map<String, Object> headers(IotMessage message) {
		Map<String, Object> headers = new HashMap<>();
		for (Map.Entry<String, String> property : message.userProperties()) {
			if (!isReserved(property.getKey())) {
				headers.putIfAbsent(property.getKey(), property.getValue());
			}
		}
		headers.put(IotHeaders.MESSAGE, message);
		headers.put(IotHeaders.TOPIC, message.topic());
		headers.put(IotHeaders.QOS, message.qos());
		headers.put(IotHeaders.RETAINED, message.retain());
		putIfPresent(headers, IotHeaders.RESPONSE_TOPIC, message.responseTopic());
		putIfPresent(headers, IotHeaders.CORRELATION_DATA, message.correlationData());
		putIfPresent(headers, MessageHeaders.CONTENT_TYPE, message.contentType());
		return headers;
	}

	// a user property must not pass for a header of the protocol, or of Spring
	private static boolean isReserved(String name) {
		return name.startsWith(IotHeaders.PREFIX) || RESERVED.contains(name) || SIMP.matcher(name).matches();
	}

	private static void putIfPresent(Map<String, Object> headers, String name, @Nullable Object value) {
		if (value != null) {
			headers.put(name, value);
		}
	}

}
