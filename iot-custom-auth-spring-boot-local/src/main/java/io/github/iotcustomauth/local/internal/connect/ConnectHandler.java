package io.github.iotcustomauth.local.internal.connect;

import java.io.IOException;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.internal.channel.LingeringClose;
import io.github.iotcustomauth.local.internal.channel.Transport;
import io.github.iotcustomauth.local.internal.channel.WebSocketFrames;
import io.github.iotcustomauth.local.internal.protocol.ConnectRequest;
import io.github.iotcustomauth.local.internal.protocol.Packets;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.session.AuthorizerCall;
import io.github.iotcustomauth.local.internal.session.ClientSession;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Handles a CONNECT packet: checks it, asks the authorizer, evaluates the policy, and
 * opens a session or refuses the client.
 */
public final class ConnectHandler extends ChannelInboundHandlerAdapter {

	private static final String IMPATIENT = "the client did not wait for its CONNACK";

	private final SessionContext sessionContext;

	private boolean connectSeen;

	private boolean over;

	private String clientId = "";

	public ConnectHandler(SessionContext sessionContext) {
		this.sessionContext = sessionContext;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		try {
			if (this.connectSeen) {
				hangUp(context.channel(), IMPATIENT);
			}
			else if (message instanceof MqttConnectMessage connect && connect.decoderResult().isSuccess()) {
				this.connectSeen = true;
				onConnect(context.channel(), connect);
			}
			else if (message instanceof MqttMessage packet
					&& packet.variableHeader() instanceof MqttConnectVariableHeader header
					&& packet.decoderResult().cause() instanceof TooLongFrameException) {
				refuse(context.channel(), header.version() == MqttVersion.MQTT_5.protocolLevel(),
						ConnectRules.tooLarge(this.sessionContext.limits()));
			}
			else {
				hangUp(context.channel(), "the first packet is not a readable CONNECT");
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private void onConnect(Channel client, MqttConnectMessage packet) {
		if (packet.variableHeader().version() < MqttVersion.MQTT_3_1_1.protocolLevel()) {
			hangUp(client, "the protocol is neither MQTT 3.1.1 nor MQTT 5");
			return;
		}
		ConnectRequest request = ConnectRequest.of(packet, this.sessionContext.limits());
		this.clientId = request.clientId();
		this.sessionContext.listener().connecting(packet.payload().clientIdentifier());
		ScriptedFaults faults = this.sessionContext.faults();
		if (faults.is(ScriptedFaults.Switch.CONNACK_WITHHELD)) {
			return;
		}
		int refuseCode = faults.getRefuseCode(request.clientId());
		if (refuseCode != ScriptedFaults.NONE) {
			refuse(client, request.isMqtt5(), new Refusal(refuseCode, "a test asked to refuse connections"));
			return;
		}
		Refusal refusal = ConnectRules.checkPacket(request, packet.fixedHeader().remainingLength());
		if (refusal == null && !this.sessionContext.connectRate().tryAcquire(request.clientId())) {
			refusal = new Refusal(ReasonCode.QUOTA_EXCEEDED,
					Limit.CONNECT_RATE.broken("more than one CONNECT within a second for this client id"));
		}
		if (refusal != null) {
			refuse(client, request.isMqtt5(), refusal);
			return;
		}
		client.config().setAutoRead(false);
		authorize(client, request);
	}

	private void authorize(Channel client, ConnectRequest request) {
		ConnectAttempt attempt = request.toAttempt(Transport.getServerName(client), Transport.getUpgrade(client),
				Transport.getClientCertificate(client), Transport.getSourceAddress(client));
		AuthorizerCall call = new AuthorizerCall(this.sessionContext, attempt,
				(decision) -> onDecision(client, request, attempt, decision));
		call.start();
	}

	private void onDecision(Channel client, ConnectRequest request, ConnectAttempt attempt, ConnectDecision decision) {
		if (this.over || !client.isActive()) {
			return;
		}
		if (decision instanceof ConnectDecision.Granted granted) {
			Refusal refusal = ConnectRules.checkPolicy(request, granted.policies());
			if (refusal != null) {
				refuse(client, request.isMqtt5(), refusal);
				this.sessionContext.lifecycle().connectFailed(client, request.clientId(), granted.principalId());
			}
			else if (!this.sessionContext.limits().keep(Limit.TAKE_OVER)
					&& this.sessionContext.sessions().find(request.clientId()) != null) {
				refuse(client, request.isMqtt5(), new Refusal(ReasonCode.CLIENT_IDENTIFIER_INVALID,
						Limit.TAKE_OVER.broken("another client is connected with this client id")));
			}
			else {
				this.sessionContext.sessions()
					.claim(new ClientSession(this.sessionContext, client, request, attempt, granted));
			}
		}
		else if (decision instanceof ConnectDecision.Refused refused) {
			refuse(client, request.isMqtt5(), Refusal.notAuthorized(refused.reason()));
		}
	}

	private void refuse(Channel client, boolean mqtt5, Refusal refusal) {
		end(client, Transport.describe(client, mqtt5) + ": " + refusal.rule(),
				mqtt5 ? Packets.refused(refusal.code()) : null);
	}

	// Close the connection without a CONNACK, also while the authorizer is running.
	public void hangUp(Channel client, String rule) {
		end(client, rule, null);
	}

	private void onClientGone(Channel client) {
		if (this.connectSeen) {
			hangUp(client, IMPATIENT);
		}
		else {
			LingeringClose.close(client, null);
		}
	}

	private void end(Channel client, String rule, @Nullable MqttMessage lastWords) {
		if (!this.over) {
			this.over = true;
			this.sessionContext.listener().refused(this.clientId, rule);
		}
		LingeringClose.close(client, lastWords);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event == WebSocketFrames.CLOSED) {
			onClientGone(context.channel());
		}
		else {
			context.fireUserEventTriggered(event);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		onClientGone(context.channel());
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (WebSocketFrames.isTooLarge(cause)) {
			hangUp(context.channel(), ConnectRules.tooLarge(this.sessionContext.limits()).rule());
			return;
		}
		// its message may quote what the client presented
		hangUp(context.channel(), (cause instanceof IOException) ? "the connection broke before it was admitted"
				: "unreadable bytes before the connection was admitted");
	}

}
