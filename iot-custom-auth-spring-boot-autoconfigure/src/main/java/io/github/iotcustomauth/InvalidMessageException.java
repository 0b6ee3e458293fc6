package io.github.iotcustomauth;

import io.github.iotcustomauth.internal.text.PrintableText;

import org.springframework.util.Assert;

/**
 * Thrown when the payload or a header of a message cannot be converted or is not valid.
 * Trying again does not help.
 * <p>
 * The message of the exception does not contain any of the payload, and there is no cause
 * because its message might.
 */
public class InvalidMessageException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what is wrong, without anything of the payload; made printable
	 */
	public InvalidMessageException(String message) {
		super(PrintableText.line(message));
		Assert.hasText(message, "'message' must not be empty");
	}

}
