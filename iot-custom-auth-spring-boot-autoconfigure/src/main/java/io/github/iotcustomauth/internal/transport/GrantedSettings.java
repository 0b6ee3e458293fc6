package io.github.iotcustomauth.internal.transport;

import java.time.Duration;

/**
 * What the server granted in CONNACK. What the packet leaves out has the value that MQTT
 * 5 gives it then.
 *
 * @param sessionPresent whether the server kept the session
 * @param sessionExpiry how long it keeps the session after the end of the connection
 * @param keepAlive the keep-alive interval
 * @param receiveMaximum the number of QoS 1 messages that may be sent to the server
 * before one of them is acknowledged
 * @param maximumPacketSize the largest packet that the server takes, in bytes
 * @param maximumQos the highest quality of service
 * @param topicAliasMaximum the number of topic aliases that may be sent to the server
 * @param retain whether the server takes retained messages
 * @param wildcardSubscriptions whether topic filters may have wildcards
 * @param sharedSubscriptions whether subscriptions may be shared
 */
public record GrantedSettings(boolean sessionPresent, Duration sessionExpiry, Duration keepAlive, int receiveMaximum,
		long maximumPacketSize, int maximumQos, int topicAliasMaximum, boolean retain, boolean wildcardSubscriptions,
		boolean sharedSubscriptions) {
}
