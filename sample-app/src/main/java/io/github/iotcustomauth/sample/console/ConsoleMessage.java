package io.github.iotcustomauth.sample.console;

import java.time.Instant;

/**
 * A message as the page shows it.
 *
 * @param number its number, ascending
 * @param at when it was sent or received
 * @param direction whether it was sent or received
 * @param connection the name of the connection
 * @param topic the topic
 * @param qos the quality of service
 * @param bytes the size of the payload
 * @param text the beginning of the payload, printable
 */
record ConsoleMessage(long number, Instant at, Direction direction, String connection, String topic, int qos, int bytes,
		String text) {
}
