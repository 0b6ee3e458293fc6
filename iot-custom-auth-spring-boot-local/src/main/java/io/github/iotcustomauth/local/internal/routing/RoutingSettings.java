package io.github.iotcustomauth.local.internal.routing;

import java.time.Duration;

/**
 * What AWS IoT Core does to deliveries besides routing them.
 *
 * @param pacesQueued whether messages that waited for a client are delivered at 10 a
 * second, and those of a shared subscription at 20 a second
 * @param redeliverAfter the time after which a message without PUBACK is sent again on
 * the live connection, zero for never
 */
public record RoutingSettings(boolean pacesQueued, Duration redeliverAfter) {

	boolean redelivers() {
		return !this.redeliverAfter.isZero();
	}

}
