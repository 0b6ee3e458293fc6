package io.github.iotcustomauth.local.authorizer;

import java.util.Objects;

/**
 * Thrown when an authorizer could not be asked, or did not answer. The message says why,
 * as a part of a sentence and without a secret, and becomes the reason for which the
 * client is refused.
 */
public class AuthorizerFailedException extends RuntimeException {

	private static final int MAXIMUM_LENGTH = 500;

	public AuthorizerFailedException(String message) {
		super(message);
	}

	/**
	 * Describe what an authorizer has thrown, in the order in which AWS does: the message
	 * and the type (FL-T); and then where it was thrown.
	 * @param thrown what was thrown
	 * @param event what the authorizer was given, whose secrets are left out
	 * @return the description
	 */
	public static String describe(Throwable thrown, AuthorizerEvent event) {
		StackTraceElement[] trace = thrown.getStackTrace();
		String message = quote(Objects.requireNonNullElse(thrown.getMessage(), "no message"), event);
		return message + ": " + thrown.getClass().getName() + ((trace.length > 0) ? " at " + trace[0] : "");
	}

	/**
	 * Quote the text of a function.
	 * @param text the text
	 * @param event what the function was given, whose secrets are left out
	 * @return the beginning of the text, on one line
	 */
	public static String quote(String text, AuthorizerEvent event) {
		String quoted = event.redact(text).replaceAll("\\s+", " ").strip();
		return (quoted.length() > MAXIMUM_LENGTH) ? quoted.substring(0, MAXIMUM_LENGTH) + "..." : quoted;
	}

}
