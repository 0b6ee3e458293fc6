package io.github.iotcustomauth.internal.connection;

import java.util.function.Consumer;

import io.github.iotcustomauth.internal.filters.SessionFilters;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.receiving.Inbound;

/**
 * Parts of a connection that the loop informs about its transports. All of them outlive a
 * transport.
 *
 * @param pending publishes to send on the live transport
 * @param filters filters to ask for on the live transport
 * @param inbound receiver of the messages
 * @param events receiver of the events; must not block
 * @param history remembers the states
 * @param outages measures how long the connection is lost
 * @param meters told about attempts
 */
record Ports(PendingPublishes pending, SessionFilters filters, Inbound inbound, Consumer<Object> events,
		StateHistory history, Outages outages, ConnectionMeters meters) {
}
