package io.github.iotcustomauth.internal.receiving;

import org.jspecify.annotations.Nullable;

/**
 * Snapshot of the messages of a subscription.
 *
 * @param waiting how many wait for its handler
 * @param running how many are being handled
 * @param pause the state of its pause, or {@code null} if it is not paused
 */
public record HandlerStatus(int waiting, int running, @Nullable PauseState pause) {
}
