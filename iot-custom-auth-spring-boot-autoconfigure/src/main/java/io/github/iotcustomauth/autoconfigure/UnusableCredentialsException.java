package io.github.iotcustomauth.autoconfigure;

import java.util.function.Supplier;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;

/**
 * Thrown before an attempt when what a property refers to cannot be used. It may be
 * usable before the next attempt.
 */
class UnusableCredentialsException extends IotConnectionException {

	/**
	 * Create an exception.
	 * @param key the key of the property
	 * @param reason what is wrong, a sentence without full stop and free of secrets
	 */
	UnusableCredentialsException(String key, String reason) {
		super("No credentials", IotFailure.of(FailureReason.CREDENTIALS_UNUSABLE,
				"Check the property '%s': %s".formatted(key, reason)));
	}

	/**
	 * Convert with code that says itself what is wrong.
	 * @param <T> the type of the result
	 * @param key the key of the property
	 * @param conversion throws an exception with a message free of secrets if it cannot
	 * convert
	 * @return the result
	 */
	static <T> T convert(String key, Supplier<T> conversion) {
		try {
			return conversion.get();
		}
		catch (IllegalArgumentException ex) {
			throw new UnusableCredentialsException(key, String.valueOf(ex.getMessage()));
		}
	}

}
