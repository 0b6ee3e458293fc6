package io.github.iotcustomauth.sample.console;

import java.time.Instant;

import io.github.iotcustomauth.ConnectionState;
import org.jspecify.annotations.Nullable;

/**
 * Change of the state of a connection.
 *
 * @param at when it happened
 * @param state the new state
 * @param reason why, or {@code null} if there is nothing to say
 */
record Transition(Instant at, ConnectionState state, @Nullable String reason) {
}
