package io.github.iotcustomauth.local.authorizer.lambda;

import java.time.Duration;
import java.util.Locale;

import io.github.iotcustomauth.local.authorizer.AuthorizerFailedException;

/**
 * Errors of functions, as AWS words them.
 */
final class LambdaErrors {

	/**
	 * The most bytes that a Lambda function may answer with.
	 */
	static final int MAXIMUM_RESPONSE_BYTES = 6 * 1024 * 1024;

	private LambdaErrors() {
	}

	/**
	 * The function ran and failed (FL-T).
	 * @param description message and type of the error, without a secret
	 * @return the exception
	 */
	static AuthorizerFailedException failed(String description) {
		return new AuthorizerFailedException("Lambda function encountered error in execution: " + description);
	}

	static AuthorizerFailedException timedOut(Duration timeout) {
		return failed(String.format(Locale.ROOT, "Task timed out after %.2f seconds", timeout.toMillis() / 1000.0));
	}

	static AuthorizerFailedException tooLong() {
		return failed("the response is longer than the " + MAXIMUM_RESPONSE_BYTES + " bytes that Lambda takes");
	}

}
