package io.github.iotcustomauth.local.internal.session;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.iotcustomauth.local.internal.routing.MessageRouter;
import io.github.iotcustomauth.local.internal.routing.RoutedMessage;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttProperties;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes AWS IoT Core's lifecycle events on {@code $aws/events/...}. Used on the event
 * loop.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle
 * events</a>
 */
public final class LifecycleEvents {

	private final MessageRouter router;

	private final boolean enabled;

	private final ConnectionVersions versions = new ConnectionVersions();

	public LifecycleEvents(MessageRouter router, boolean enabled) {
		this.router = router;
		this.enabled = enabled;
	}

	// Load what the first event needs, which takes a quarter of a second: not on the
	// event loop, which would stand still.
	public static void loadJson() {
		Json.MAPPER.writeValueAsBytes(Map.of());
	}

	// Return a number that the events about one connection share.
	long nextVersion(String clientId) {
		return this.versions.next(clientId);
	}

	void connected(ClientSession session) {
		Map<String, Object> event = event(session, "connected");
		putAddress(session.client(), event);
		event.put("versionNumber", session.version());
		presence(session.clientId(), event);
	}

	void disconnected(ClientSession session, EndReason reason) {
		Map<String, Object> event = event(session, "disconnected");
		event.put("clientInitiatedDisconnect", reason == EndReason.CLIENT_INITIATED_DISCONNECT);
		event.put("disconnectReason", reason.name());
		event.put("versionNumber", session.version());
		presence(session.clientId(), event);
	}

	// The policy does not let a client connect.
	public void connectFailed(Channel client, String clientId, String principalId) {
		Map<String, Object> event = event(clientId, "connect_failed");
		event.put("connectFailureReason", "AUTHORIZATION_FAILED");
		event.put("principalIdentifier", principalId);
		// of a session that does not come to be
		event.put("sessionIdentifier", UUID.randomUUID().toString());
		putAddress(client, event);
		presence(clientId, event);
	}

	void subscribed(ClientSession session, List<String> filters) {
		subscriptions(session, "subscribed", filters);
	}

	void unsubscribed(ClientSession session, List<String> filters) {
		subscriptions(session, "unsubscribed", filters);
	}

	private void subscriptions(ClientSession session, String type, List<String> filters) {
		if (!filters.isEmpty()) {
			Map<String, Object> event = event(session, type);
			event.put("topics", filters);
			publish("$aws/events/subscriptions/" + type + "/" + session.clientId(), session.clientId(), event);
		}
	}

	private void presence(String clientId, Map<String, Object> event) {
		publish("$aws/events/presence/" + event.get("eventType") + "/" + clientId, clientId, event);
	}

	private static Map<String, Object> event(ClientSession session, String type) {
		Map<String, Object> event = event(session.clientId(), type);
		event.put("sessionIdentifier", session.identifier());
		event.put("principalIdentifier", session.principalId());
		return event;
	}

	private static Map<String, Object> event(String clientId, String type) {
		Map<String, Object> event = new LinkedHashMap<>();
		event.put("clientId", clientId);
		event.put("timestamp", System.currentTimeMillis());
		event.put("eventType", type);
		return event;
	}

	private static void putAddress(Channel client, Map<String, Object> event) {
		if (client.remoteAddress() instanceof InetSocketAddress address) {
			event.put("ipAddress", address.getAddress().getHostAddress());
		}
	}

	private void publish(String topic, String clientId, Map<String, Object> event) {
		// as at AWS, there are none for an id that would be a wildcard
		boolean nameable = clientId.indexOf('+') < 0 && clientId.indexOf('#') < 0;
		if (this.enabled && nameable) {
			this.router.publish(new RoutedMessage(topic, Json.MAPPER.writeValueAsBytes(event), 0, false,
					MqttProperties.NO_PROPERTIES, 0, this.router.now()));
		}
	}

	/**
	 * Loaded after the start, which needs no event.
	 */
	private static final class Json {

		private static final JsonMapper MAPPER = JsonMapper.builder().build();

	}

}
