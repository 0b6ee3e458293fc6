package io.github.iotcustomauth.internal.receiving;

/**
 * Snapshot of the messages of a subscription.
 *
 * @param waiting how many wait for its handler
 * @param running how many are being handled
 */
public record HandlerStatus(int waiting, int running) {
}
