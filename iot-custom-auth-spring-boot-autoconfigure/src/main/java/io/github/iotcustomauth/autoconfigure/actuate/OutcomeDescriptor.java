package io.github.iotcustomauth.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Outcome of an operation.
 *
 * @param outcome the outcome
 * @param failure why it failed, or {@code null}
 * @param message why the request is invalid, or {@code null}
 */
record OutcomeDescriptor(Outcome outcome, @Nullable FailureDescriptor failure,
		@Nullable String message) implements OperationResponseBody {

	static OutcomeDescriptor of(Outcome outcome) {
		return new OutcomeDescriptor(outcome, null, null);
	}

	/**
	 * Outcome of an operation.
	 */
	enum Outcome {

		/**
		 * It was successful.
		 */
		DONE,

		/**
		 * It failed.
		 */
		FAILED,

		/**
		 * It takes longer than the caller waits.
		 */
		UNDER_WAY,

		/**
		 * The request is invalid.
		 */
		INVALID

	}

}
