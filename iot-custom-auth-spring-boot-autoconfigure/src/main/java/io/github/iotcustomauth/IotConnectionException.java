package io.github.iotcustomauth;

import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a connection could not be established or an operation on it failed. Futures
 * complete exceptionally with it.
 */
public class IotConnectionException extends RuntimeException {

	private final IotFailure failure;

	/**
	 * Create an exception.
	 * @param message what was attempted; the failure is appended
	 * @param failure why it failed
	 */
	public IotConnectionException(String message, IotFailure failure) {
		this(message, failure, null);
	}

	/**
	 * Create an exception.
	 * @param message what was attempted; the failure is appended
	 * @param failure why it failed
	 * @param cause the cause, or {@code null}
	 */
	public IotConnectionException(String message, IotFailure failure, @Nullable Throwable cause) {
		super(PrintableText.line(message + ": " + failure), cause);
		this.failure = failure;
	}

	/**
	 * Why it failed.
	 * @return the failure
	 */
	public IotFailure getFailure() {
		return this.failure;
	}

}
