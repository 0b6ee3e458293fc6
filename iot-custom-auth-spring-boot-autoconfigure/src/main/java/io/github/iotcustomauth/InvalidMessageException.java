package io.github.iotcustomauth;

import org.springframework.util.Assert;

/**
 * The payload or the headers of a message do not have the form that they should have.
 * Trying again does not help.
 * <p>
 * The message of the exception does not contain any of the payload, and there is no cause
 * because its message might.
 */
public class InvalidMessageException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what is wrong, without anything of the payload
	 */
	public InvalidMessageException(String message) {
		super(message);
		Assert.hasText(message, "'message' must not be empty");
	}

}
