package io.github.iotcustomauth.sample.console;

import java.time.Instant;
import java.util.Map;

/**
 * A call of an authorizer, without secrets.
 *
 * @param number its number, ascending
 * @param at when the authorizer was called
 * @param authorizer the name of the authorizer
 * @param clientId the client id, or an empty text if the client sent none
 * @param outcome what came of it
 * @param millis how long it took, in milliseconds
 * @param event what the authorizer was asked
 * @param answer what it answered
 */
record AuthorizerCall(long number, Instant at, String authorizer, String clientId, Outcome outcome, long millis,
		Map<String, Object> event, Map<String, Object> answer) {

	/**
	 * What came of a call.
	 */
	enum Outcome {

		/**
		 * The client is authenticated.
		 */
		GRANTED,

		/**
		 * The client is not authenticated.
		 */
		REFUSED,

		/**
		 * There is no answer.
		 */
		FAILED

	}

}
