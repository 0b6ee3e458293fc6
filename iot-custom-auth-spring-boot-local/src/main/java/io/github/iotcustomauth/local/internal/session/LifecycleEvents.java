package io.github.iotcustomauth.local.internal.session;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.iotcustomauth.local.internal.protocol.BrokerAddress;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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
public final class LifecycleEvents implements BrokerLink.Receiver {

	private static final Log logger = LogFactory.getLog(LifecycleEvents.class);

	private static final int MAX_WAITING = 1000;

	private final EventLoop loop;

	private final BrokerAddress broker;

	private final boolean enabled;

	private final Deque<MqttPublishMessage> waiting = new ArrayDeque<>();

	private @Nullable BrokerLink link;

	private boolean ready;

	private boolean dropping;

	private final ConnectionVersions versions = new ConnectionVersions();

	public LifecycleEvents(EventLoop loop, BrokerAddress broker, boolean enabled) {
		this.loop = loop;
		this.broker = broker;
		this.enabled = enabled;
	}

	// Load what the first event needs, which takes a quarter of a second: not on the
	// event loop, which would stand still.
	public static void loadJson() {
		Json.MAPPER.writeValueAsBytes(Map.of());
	}

	// Take leave of the broker, when it has got what it has been sent.
	public Future<Void> close() {
		if (this.link == null) {
			return this.loop.newSucceededFuture(null);
		}
		this.link.end(Packets.disconnect(ReasonCode.SUCCESS));
		return this.link.whenClosed();
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
		if (!this.enabled || !nameable || this.loop.isShuttingDown()) {
			return;
		}
		if (this.waiting.size() >= MAX_WAITING) {
			warnOnce();
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

	private void warnOnce() {
		if (!this.dropping) {
			this.dropping = true;
			logger.warn("Lifecycle events are dropped, since " + MAX_WAITING + " wait for the broker; "
					+ "lifecycle-events: false switches them off");
		}
	}

	private BrokerLink open() {
		return BrokerLink.open(this.loop, this.broker, this.broker.ownConnect("events"), this);
	}

	private void writeWaiting(BrokerLink open) {
		while (open.isWritable() && !this.waiting.isEmpty()) {
			open.write(this.waiting.remove());
			open.flush();
		}
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
		if (writable && this.ready && this.link != null) {
			writeWaiting(this.link);
		}
	}

	@Override
	public void onClosed() {
		this.link = null;
		this.ready = false;
		this.waiting.forEach(ReferenceCountUtil::release);
		this.waiting.clear();
	}

	/**
	 * Loaded after the start, which needs no event.
	 */
	private static final class Json {

		private static final JsonMapper MAPPER = JsonMapper.builder().build();

	}

}
