package io.github.iotcustomauth.local.internal.routing;

import org.jspecify.annotations.Nullable;

/**
 * Subscription of a session.
 *
 * @param session the session
 * @param filter the topic filter without {@code $share/<group>/}
 * @param qos the maximum QoS
 * @param retainAsPublished whether the RETAIN flag of the publisher is kept
 * @param group the shared subscription, or {@code null}
 */
record Subscription(RoutingSession session, String filter, int qos, boolean retainAsPublished,
		@Nullable SharedGroup group) {

	Delivery deliver(RoutedMessage message) {
		return new Delivery(message, Math.min(message.qos(), this.qos), this.retainAsPublished && message.retain(),
				this.group);
	}

}
