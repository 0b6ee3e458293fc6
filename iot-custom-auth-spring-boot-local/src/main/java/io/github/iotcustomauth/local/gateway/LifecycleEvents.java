package io.github.iotcustomauth.local.gateway;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes AWS IoT Core's lifecycle events on {@code $aws/events/...}, over one link to
 * the broker that is opened with the first of them. Used on the event loop.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle
 * events</a>
 */
final class LifecycleEvents implements BrokerLink.Receiver {

	private static final int MAX_WAITING = 1000;

	private final EventLoop loop;

	private final BrokerAddress broker;

	private final boolean enabled;

	private final Deque<MqttPublishMessage> waiting = new ArrayDeque<>();

	private @Nullable BrokerLink link;

	private boolean ready;

	private long version;

	LifecycleEvents(EventLoop loop, BrokerAddress broker, boolean enabled) {
		this.loop = loop;
		this.broker = broker;
		this.enabled = enabled;
	}

	void connected(ClientSession session) {
		Map<String, Object> event = event(session, "connected");
		String address = address(session);
		if (address != null) {
			event.put("ipAddress", address);
		}
		presence(session.clientId(), event);
	}

	void disconnected(ClientSession session, EndReason reason) {
		Map<String, Object> event = event(session, "disconnected");
		event.put("clientInitiatedDisconnect", reason == EndReason.CLIENT_INITIATED_DISCONNECT);
		event.put("disconnectReason", reason.name());
		presence(session.clientId(), event);
	}

	// The policy does not let a client connect.
	void connectFailed(String clientId, String principalId) {
		Map<String, Object> event = event(clientId, "connect_failed");
		event.put("principalIdentifier", principalId);
		event.put("connectFailureReason", "AUTHORIZATION_FAILED");
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

	private Map<String, Object> event(ClientSession session, String type) {
		Map<String, Object> event = event(session.clientId(), type);
		event.put("sessionIdentifier", session.identifier());
		event.put("principalIdentifier", session.principalId());
		return event;
	}

	private Map<String, Object> event(String clientId, String type) {
		Map<String, Object> event = new LinkedHashMap<>();
		event.put("clientId", clientId);
		event.put("timestamp", System.currentTimeMillis());
		event.put("eventType", type);
		// grows with every event, so also with those of one client
		event.put("versionNumber", this.version++);
		return event;
	}

	private static @Nullable String address(ClientSession session) {
		return (session.client().remoteAddress() instanceof InetSocketAddress address)
				? address.getAddress().getHostAddress() : null;
	}

	private void publish(String topic, String clientId, Map<String, Object> event) {
		// as at AWS, there are none for an id that would be a wildcard
		boolean nameable = clientId.indexOf('+') < 0 && clientId.indexOf('#') < 0;
		if (!this.enabled || !nameable || this.waiting.size() >= MAX_WAITING || this.loop.isShuttingDown()) {
			return;
		}
		this.waiting.add(Packets.publish(topic, Json.MAPPER.writeValueAsBytes(event)));
		if (this.link == null) {
			this.link = open();
		}
		else if (this.ready) {
			writeWaiting(this.link);
		}
	}

	private BrokerLink open() {
		return BrokerLink.open(this.loop, this.broker,
				MqttMessageBuilders.connect()
					.protocolVersion(MqttVersion.MQTT_5)
					.clientId("$gateway/events")
					.cleanSession(true)
					.keepAlive(0)
					.username(this.broker.username())
					.password(this.broker.passwordBytes())
					.build(),
				this);
	}

	private void writeWaiting(BrokerLink open) {
		for (MqttPublishMessage next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
			open.write(next);
		}
		open.flush();
	}

	@Override
	public void onConnAck(MqttConnAckMessage connAck) {
		this.ready = true;
		if (this.link != null) {
			writeWaiting(this.link);
		}
	}

	@Override
	public void onPacket(MqttMessage packet) {
		ReferenceCountUtil.release(packet);
	}

	@Override
	public void onReadComplete() {
	}

	@Override
	public void onWritabilityChanged(boolean writable) {
	}

	@Override
	public void onClosed() {
		this.link = null;
		this.ready = false;
		this.waiting.forEach(ReferenceCountUtil::release);
		this.waiting.clear();
	}

	/**
	 * Loaded with the first event: a start needs none, and JSON takes a quarter of a
	 * second to load.
	 */
	private static final class Json {

		private static final JsonMapper MAPPER = JsonMapper.builder().build();

	}

}
