package io.github.iotcustomauth.internal.text;

import org.jspecify.annotations.Nullable;

/**
 * Copy of an exception of application code or another library, for a log line: it has the
 * type and the stack trace of each cause, and the message in printable form or not at
 * all.
 */
public final class LoggableException extends Exception {

	// causes may form a circle
	private static final int MAX_CAUSES = 16;

	private LoggableException(String message, @Nullable Throwable cause, StackTraceElement[] stackTrace) {
		super(message, cause, false, true);
		setStackTrace(stackTrace);
	}

	/**
	 * A copy with the messages, in printable form.
	 * @param ex the exception
	 * @return the copy
	 */
	public static LoggableException of(Throwable ex) {
		return copy(ex, true, MAX_CAUSES);
	}

	/**
	 * A copy without messages, for exceptions whose messages may contain secrets or
	 * payload.
	 * @param ex the exception
	 * @return the copy
	 */
	public static LoggableException withoutText(Throwable ex) {
		return copy(ex, false, MAX_CAUSES);
	}

	private static LoggableException copy(Throwable ex, boolean text, int left) {
		Throwable cause = (left > 0) ? ex.getCause() : null;
		String type = ex.getClass().getName();
		String message = text ? ex.getMessage() : null;
		return new LoggableException((message != null) ? type + ": " + PrintableText.of(message) : type,
				(cause != null) ? copy(cause, text, left - 1) : null, ex.getStackTrace());
	}

}
