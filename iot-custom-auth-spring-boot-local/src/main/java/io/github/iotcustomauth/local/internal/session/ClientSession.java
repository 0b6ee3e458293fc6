package io.github.iotcustomauth.local.internal.session;

import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.ClientConnection;
import io.github.iotcustomauth.local.ConnackProperty;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.channel.LingeringClose;
import io.github.iotcustomauth.local.internal.channel.Pipeline;
import io.github.iotcustomauth.local.internal.channel.Transport;
import io.github.iotcustomauth.local.internal.protocol.ConnackValues;
import io.github.iotcustomauth.local.internal.protocol.ConnectRequest;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.Will;
import io.github.iotcustomauth.local.internal.routing.MessageRouter;
import io.github.iotcustomauth.local.internal.routing.RoutingSession;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.timeout.IdleStateHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Connection of an admitted client, from the claim on its client id to its end.
 */
public final class ClientSession {

	private final SessionContext context;

	private final Channel client;

	private final ConnectRequest request;

	private final String identifier = UUID.randomUUID().toString();

	private final LifetimeTimers timers;

	private final ConnackValues connack;

	private long sessionExpirySeconds;

	private @Nullable Will will;

	private @Nullable ClientConnection connection;

	private @Nullable RoutingSession routing;

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
		this.will = request.will();
		this.connack = request.isMqtt5() ? context.faults().getConnAck() : ConnackValues.NONE;
		this.sessionExpirySeconds = this.connack.get(ConnackProperty.SESSION_EXPIRY_INTERVAL, request.keptSeconds());
	}

	public String clientId() {
		return this.request.clientId();
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

	MessageRouter router() {
		return this.context.router();
	}

	// Return what can be told about the connection.
	public ClientConnection connection() {
		Assert.state(this.connection != null, "The session is not open");
		return this.connection;
	}

	public RoutingSession routing() {
		Assert.state(this.routing != null, "The session is not open");
		return this.routing;
	}

	// Return what the connections of the endpoint share.
	SessionContext context() {
		return this.context;
	}

	// Return the monotonic time.
	long now() {
		return this.context.router().now();
	}

	// Return the size of the largest packet that the client takes.
	public long maximumPacketBytes() {
		return this.request.maximumPacketBytes();
	}

	public PolicyEvaluator policies() {
		return this.granted.policies();
	}

	EndpointListener listener() {
		return this.context.listener();
	}

	Limits limits() {
		return this.context.limits();
	}

	// Return what the CONNACK says because a test has asked for it.
	ConnackValues connack() {
		return this.connack;
	}

	// Write to the client; the flush comes with the end of the reading turn.
	void write(MqttMessage packet) {
		Channels.write(this.client, packet);
	}

	// Take the client id and its session, tell the client, and let its packets in.
	void open() {
		boolean cleanStart = this.request.header().isCleanSession();
		this.context.wills().comeBack(clientId(), cleanStart);
		MessageRouter.Opened opened = router().open(this.request.sessionKey(), cleanStart);
		this.routing = opened.session();
		this.version = this.context.lifecycle().nextVersion(clientId());
		this.connection = this.request.toConnection(this.client.remoteAddress(), this.client.localAddress());
		long idleMillis = 1500 * this.connack.get(ConnackProperty.SERVER_KEEP_ALIVE, this.request.keepAliveSeconds());
		this.client.pipeline().remove(Pipeline.DEADLINE);
		this.client.pipeline().replace(Pipeline.CONNECT, Pipeline.RULES, new InboundRules(this));
		this.client.pipeline()
			.addBefore(Pipeline.RULES, null, new IdleStateHandler(idleMillis, 0, 0, TimeUnit.MILLISECONDS));
		this.timers.endAfter(this.granted.disconnectAfter(), this::expire);
		this.timers.refreshAfter(this.granted.refreshAfter(), this::onRefreshed);
		write(Packets.accepted(this.request, opened.resumed(), this.connack));
		this.client.flush();
		listener().connected(clientId(), Transport.describe(this.client, isMqtt5()));
		this.routing.attach(new ClientOutlet(this, maximumPacketBytes()), this.request.receiveMaximum());
		this.context.lifecycle().connected(this);
		this.client.config().setAutoRead(this.client.isWritable());
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

	// Send what the client has not acknowledged again.
	public void redeliver() {
		routing().redeliver();
	}

	/**
	 * End as {@code DeleteConnection} asks for.
	 * @param cleanSession whether the session ends with the connection
	 * @param preventWill whether the last will is dropped
	 */
	public void delete(boolean cleanSession, boolean preventWill) {
		if (cleanSession) {
			this.sessionExpirySeconds = 0;
		}
		if (preventWill) {
			this.will = null;
		}
		// which code AWS sends is not documented: this is our choice
		end(EndReason.API_INITIATED_DISCONNECT, ReasonCode.ADMINISTRATIVE_ACTION, "asked for by DeleteConnection");
	}

	void setSessionExpirySeconds(long seconds) {
		this.sessionExpirySeconds = seconds;
	}

	long getSessionExpirySeconds() {
		return this.sessionExpirySeconds;
	}

	// Tell that a packet of the client, or a message for it, is denied.
	void deny(String rule) {
		listener().denied(clientId(), rule);
	}

	// As AWS does with QoS 2, which it does not have.
	void rejectQos2(String packet) {
		if (isMqtt5()) {
			end(EndReason.CLIENT_ERROR, ReasonCode.QOS_NOT_SUPPORTED, packet + " with QoS 2");
		}
		else {
			deny(packet + " with QoS 2, left without an answer");
		}
	}

	// End without last words to the client.
	public void end(EndReason reason, String detail) {
		end(reason, null, detail);
	}

	// End with a DISCONNECT, which only MQTT 5 clients get.
	public void end(EndReason reason, int code, String detail) {
		end(reason, isMqtt5() ? Packets.disconnect(code) : null, ReasonCode.toHex(code) + ", " + detail);
	}

	private void end(EndReason reason, @Nullable MqttMessage lastWords, String detail) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.timers.cancel();
		this.context.sessions().release(this, reason);
		router().leave(routing(), this.sessionExpirySeconds);
		listener().disconnected(clientId(), reason.name(), detail);
		this.context.lifecycle().disconnected(this, reason);
		if (this.will != null && reason != EndReason.CLIENT_INITIATED_DISCONNECT) {
			this.context.wills().leave(clientId(), this.will, this.sessionExpirySeconds);
		}
		LingeringClose.close(this.client, lastWords);
	}

}
