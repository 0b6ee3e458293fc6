package io.github.iotcustomauth.internal.publishing;

/**
 * Snapshot of the publishes that are not answered.
 *
 * @param count their number
 * @param bytes their size
 * @param quarantined the number of topics and filters on which the server may hang up
 */
public record PendingStatus(int count, long bytes, int quarantined) {
}
