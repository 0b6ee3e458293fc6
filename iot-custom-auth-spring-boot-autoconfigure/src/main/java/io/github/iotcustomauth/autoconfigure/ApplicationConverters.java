package io.github.iotcustomauth.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.util.function.SingletonSupplier;

/**
 * The message converters of the application, asked one after the other. They are looked
 * up when the first object is converted, since they may use the connection.
 */
final class ApplicationConverters implements SmartMessageConverter {

	private final SingletonSupplier<List<MessageConverter>> converters;

	ApplicationConverters(Supplier<List<MessageConverter>> converters) {
		this.converters = SingletonSupplier.of(converters);
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		return fromMessage(message, targetClass, null);
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
		return this.converters.obtain()
			.stream()
			.map((converter) -> (converter instanceof SmartMessageConverter smart)
					? smart.fromMessage(message, targetClass, conversionHint)
					: converter.fromMessage(message, targetClass))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return toMessage(payload, headers, null);
	}

	// a converter for other messages may leave the payload as it is
	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers,
			@Nullable Object conversionHint) {
		for (MessageConverter converter : this.converters.obtain()) {
			Message<?> message = (converter instanceof SmartMessageConverter smart)
					? smart.toMessage(payload, headers, conversionHint) : converter.toMessage(payload, headers);
			if (message != null && message.getPayload() instanceof byte[]) {
				return message;
			}
		}
		return null;
	}

}
