package io.github.iotcustomauth.sample.console;

import org.springframework.stereotype.Component;

/**
 * All that the page shows.
 *
 * @param connections the connections
 * @param endpoint the local endpoint
 * @param rates the rates
 * @param messages the messages
 */
@Component
record ConsoleState(WatchedConnections connections, EndpointWatch endpoint, RateLog rates, MessageLog messages) {
}
