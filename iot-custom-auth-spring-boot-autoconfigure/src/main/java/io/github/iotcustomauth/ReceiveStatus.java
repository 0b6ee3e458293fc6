package io.github.iotcustomauth;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Snapshot of the received messages of a connection that are not acknowledged or were
 * dropped. The receive maximum is one window for all subscriptions: the server sends no
 * QoS 1 message to any of them while the window is full.
 *
 * @param unacknowledged the number of QoS 1 messages without acknowledgment
 * @param receiveMaximum how many there can be
 * @param heldBy the name of the subscription that holds the window, with the most
 * messages without acknowledgment; {@code null} while at least a tenth of it is free
 * @param waiting the number of messages that wait for their subscriber
 * @param dropped the number of messages that were dropped, by the name of the
 * subscription that was too slow or came too late, or by topic if there is no
 * subscription
 */
public record ReceiveStatus(int unacknowledged, int receiveMaximum, @Nullable String heldBy, int waiting,
		Map<String, Long> dropped) {

	public ReceiveStatus {
		dropped = Map.copyOf(dropped);
	}

}
