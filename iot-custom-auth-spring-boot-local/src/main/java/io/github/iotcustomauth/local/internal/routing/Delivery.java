package io.github.iotcustomauth.local.internal.routing;

import org.jspecify.annotations.Nullable;

/**
 * Copy of a message for one subscription.
 *
 * @param message the message
 * @param qos the QoS of this copy
 * @param retain the RETAIN flag of this copy
 * @param group the shared subscription that chose the session, or {@code null}
 */
record Delivery(RoutedMessage message, int qos, boolean retain, @Nullable SharedGroup group) {

	String groupName() {
		return (this.group != null) ? this.group.name() : "";
	}

}
