package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;

import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * Thrown when a property cannot be used.
 */
class InvalidIotPropertyException extends RuntimeException {

	private final String key;

	private final @Nullable Object value;

	private final String reason;

	private final String cure;

	/**
	 * Create an exception.
	 * @param key the key of the property
	 * @param value its value, or {@code null} when there is none or it is not to be shown
	 * @param reason what is wrong with it, a sentence without full stop
	 * @param cure what to do about it, naming the key
	 */
	InvalidIotPropertyException(String key, @Nullable Object value, String reason, String cure) {
		super("Invalid property '%s': %s. %s".formatted(key, reason, cure));
		this.key = key;
		this.value = value;
		this.reason = reason;
		this.cure = cure;
	}

	/**
	 * Convert a value with code that says itself what is wrong with it.
	 * @param <T> the type of the result
	 * @param key the key of the property
	 * @param value its value, or {@code null} when it is not to be shown
	 * @param cure what to do about it, naming the key
	 * @param conversion converts the value, and throws an exception with a message free
	 * of secrets if it cannot
	 * @return the result
	 */
	static <T> T convert(String key, @Nullable Object value, String cure, Supplier<T> conversion) {
		try {
			return conversion.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidIotPropertyException(key, value, String.valueOf(ex.getMessage()), cure);
		}
	}

	/**
	 * The key of a property.
	 * @param name its name below the common prefix
	 * @return the key
	 */
	static String key(String name) {
		return IotCustomAuthProperties.PREFIX + "." + name;
	}

	/**
	 * The same for a connection that has a name.
	 * @param connection the name of the connection
	 * @return an exception with the keys of that connection
	 */
	InvalidIotPropertyException of(String connection) {
		String prefix = key("connections." + connection + ".");
		return new InvalidIotPropertyException(this.key.replace(key(""), prefix), this.value,
				this.reason.replace(key(""), prefix), this.cure.replace(key(""), prefix));
	}

	/**
	 * A value as it is written in a property file.
	 * @param value the value
	 * @return the value to show
	 */
	static @Nullable Object shown(@Nullable Object value) {
		if (value instanceof Duration duration) {
			return DurationStyle.SIMPLE.print(duration,
					(duration.toMillisPart() == 0) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
		}
		if (value instanceof String text) {
			return PrintableText.of(text);
		}
		return (value instanceof Enum<?> constant) ? constant.name().toLowerCase(Locale.ROOT) : value;
	}

	String getKey() {
		return this.key;
	}

	@Nullable Object getValue() {
		return this.value;
	}

	String getReason() {
		return this.reason;
	}

	String getCure() {
		return this.cure;
	}

}
