package io.github.iotcustomauth.sample.console;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A call of an authorizer, without secrets.
 *
 * @param number its number, ascending
 * @param at when the authorizer was called
 * @param authorizer the name of the authorizer
 * @param clientId the client id, or an empty text if the client sent none
 * @param outcome what came of it
 * @param millis how long it took, in milliseconds
 * @param event the JSON text of what the authorizer was asked
 * @param answer the JSON text of what it answered, or {@code null} if it failed
 * @param failure why the endpoint refuses the client, or {@code null} if it does not
 */
record AuthorizerCall(long number, Instant at, String authorizer, String clientId, String outcome, long millis,
		String event, @Nullable String answer, @Nullable String failure) {
}
