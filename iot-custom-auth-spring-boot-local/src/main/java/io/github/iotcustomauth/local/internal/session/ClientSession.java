package io.github.iotcustomauth.local.internal.session;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.Faults;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.channel.LingeringClose;
import io.github.iotcustomauth.local.internal.channel.Pipeline;
import io.github.iotcustomauth.local.internal.channel.Transport;
import io.github.iotcustomauth.local.internal.protocol.ConnectRequest;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.PacketProperties;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The life of one admitted client: from the claim on its client id, over its link to the
 * broker, to its end.
 */
public final class ClientSession {

	private final SessionContext context;

	private final Channel client;

	private final ConnectRequest request;

	private final String identifier = UUID.randomUUID().toString();

	private final Promise<Void> released;

	private final LifetimeTimers timers;

	private long sessionExpirySeconds;

	private @Nullable BrokerLink link;

	private volatile boolean connected;

	private Set<String> filters = Set.of();

	private long version;

	private ConnectDecision.Granted granted;

	private boolean ended;

	public ClientSession(SessionContext context, Channel client, ConnectRequest request, ConnectAttempt attempt,
			ConnectDecision.Granted granted) {
		this.context = context;
		this.client = client;
		this.request = request;
		this.timers = new LifetimeTimers(context, attempt);
		this.granted = granted;
		this.released = context.loop().newPromise();
		this.sessionExpirySeconds = request.sessionExpirySeconds();
	}

	String clientId() {
		return this.request.clientId();
	}

	// Return what the session is called at the broker.
	public String brokerClientId() {
		return this.request.brokerClientId();
	}

	// Return what tells the connections of one client id apart.
	String identifier() {
		return this.identifier;
	}

	String principalId() {
		return this.granted.principalId();
	}

	boolean isMqtt5() {
		return this.request.isMqtt5();
	}

	boolean isConnected() {
		return this.connected;
	}

	// Return the filters that the session is subscribed to, those of earlier connections
	// included.
	Set<String> filters() {
		return this.filters;
	}

	// Return the number of this connection among those of its client id.
	long version() {
		return this.version;
	}

	public boolean hasEnded() {
		return this.ended;
	}

	Channel client() {
		return this.client;
	}

	BrokerLink link() {
		Assert.state(this.link != null, "The session has no link to the broker");
		return this.link;
	}

	PolicyEvaluator policies() {
		return this.granted.policies();
	}

	EndpointListener listener() {
		return this.context.listener();
	}

	Limits limits() {
		return this.context.limits();
	}

	LifecycleEvents lifecycle() {
		return this.context.lifecycle();
	}

	Faults faults() {
		return this.context.faults();
	}

	// Write to the client; the flush comes with the end of the reading turn.
	void write(MqttMessage packet) {
		Channels.write(this.client, packet);
	}

	// Completed on the event loop when the broker has let go of the client id.
	public Future<Void> whenReleased() {
		return this.released;
	}

	/**
	 * Open the link to the broker: the client id is free.
	 */
	void open() {
		if (this.ended) {
			this.released.trySuccess(null);
			return;
		}
		this.context.wills().comeBack(clientId(), this.request.header().isCleanSession());
		InboundRules inbound = new InboundRules(this);
		this.link = BrokerLink.open(this.context.loop(), this.context.broker(),
				this.request.toBroker(this.context.broker()), new OutboundRules(this, inbound));
		this.link.whenClosed().addListener((closed) -> this.released.trySuccess(null));
	}

	// The broker has answered: tell the client, and let its packets in.
	void accept(MqttConnAckMessage fromBroker, InboundRules inbound) {
		if (fromBroker.variableHeader().connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
			end(EndReason.SERVER_ERROR, ReasonCode.SERVER_UNAVAILABLE, "the broker refused the session");
			return;
		}
		this.connected = true;
		boolean resumed = fromBroker.variableHeader().isSessionPresent();
		this.filters = this.context.sessions().filters().open(brokerClientId(), resumed);
		this.version = lifecycle().nextVersion(clientId());
		long idleMillis = this.request.keepAliveSeconds() * 1500L;
		this.client.pipeline().remove(Pipeline.DEADLINE);
		this.client.pipeline().replace(Pipeline.CONNECT, Pipeline.RULES, inbound);
		this.client.pipeline()
			.addBefore(Pipeline.RULES, null, new IdleStateHandler(idleMillis, 0, 0, TimeUnit.MILLISECONDS));
		this.timers.endAfter(this.granted.disconnectAfter(), this::expire);
		this.timers.refreshAfter(this.granted.refreshAfter(), this::onRefreshed);
		write(Packets.accepted(this.request, resumed));
		this.client.flush();
		listener().connected(clientId(), Transport.describe(this.client, this.request));
		lifecycle().connected(this);
		this.client.config().setAutoRead(true);
	}

	private void onRefreshed(ConnectDecision decision) {
		if (this.ended) {
			return;
		}
		if (decision instanceof ConnectDecision.Granted again) {
			// the time to disconnect stays the one of the CONNECT
			this.granted = again;
			listener().refreshed(clientId(), again.principalId());
			this.timers.refreshAfter(again.refreshAfter(), this::onRefreshed);
		}
		else if (decision instanceof ConnectDecision.Refused refused) {
			// which code AWS sends is not documented: this is our choice
			end(EndReason.AUTH_ERROR, ReasonCode.NOT_AUTHORIZED, "the refresh was refused: " + refused.reason());
		}
	}

	// As if the time that the authorizer granted were over.
	public void expire() {
		// which code AWS sends is not documented: this is our choice
		end(EndReason.CUSTOMAUTH_TTL_EXPIRATION, ReasonCode.ADMINISTRATIVE_ACTION,
				"the time that the authorizer granted is over");
	}

	void setSessionExpirySeconds(long seconds) {
		this.sessionExpirySeconds = seconds;
	}

	long getSessionExpirySeconds() {
		return this.sessionExpirySeconds;
	}

	// End without last words to the client.
	public void end(EndReason reason, String detail) {
		end(reason, null, detail);
	}

	// End with a DISCONNECT, which only MQTT 5 clients get.
	public void end(EndReason reason, int code, String detail) {
		MqttMessage lastWords = this.connected ? Packets.disconnect(code)
				: Packets.refused(ReasonCode.SERVER_UNAVAILABLE);
		end(reason, isMqtt5() ? lastWords : null, ReasonCode.toHex(code) + ", " + detail);
	}

	private void end(EndReason reason, @Nullable MqttMessage lastWords, String detail) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.timers.cancel();
		if (this.connected) {
			this.connected = false;
			listener().disconnected(clientId(), reason.name(), detail);
			lifecycle().disconnected(this, reason);
			leaveWill(reason);
			forgetFilters();
		}
		else {
			listener().refused(clientId(), reason + " before it was connected: " + detail);
		}
		if (this.link != null) {
			this.link.end(disconnectForBroker());
		}
		LingeringClose.close(this.client, lastWords);
	}

	private void leaveWill(EndReason reason) {
		if (this.request.will() != null && reason != EndReason.CLIENT_INITIATED_DISCONNECT) {
			this.context.wills().leave(clientId(), this.request.will(), this.sessionExpirySeconds);
		}
	}

	private void forgetFilters() {
		boolean kept = isMqtt5() ? this.sessionExpirySeconds > 0 : !this.request.header().isCleanSession();
		if (!kept) {
			this.context.sessions().filters().forget(brokerClientId());
		}
	}

	private MqttMessage disconnectForBroker() {
		if (!isMqtt5()) {
			return Packets.plainDisconnect();
		}
		MqttProperties properties = new MqttProperties();
		PacketProperties.set(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, this.sessionExpirySeconds);
		return Packets.disconnect(ReasonCode.SUCCESS, properties);
	}

}
