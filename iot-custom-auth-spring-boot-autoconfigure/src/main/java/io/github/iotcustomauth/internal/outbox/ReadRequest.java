package io.github.iotcustomauth.internal.outbox;

/**
 * Request for rows.
 *
 * @param limit how many of the first rows to look at
 * @param room how many of those that are not known to read
 * @param number the number of the request
 */
record ReadRequest(int limit, int room, long number) {
}
