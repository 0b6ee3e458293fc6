package io.github.iotcustomauth.local.internal.session;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.internal.channel.WebSocketFrames;
import io.github.iotcustomauth.local.internal.protocol.PacketProperties;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * Decides about every packet of a connected client: forward it to the broker, answer it,
 * or end the connection.
 */
final class InboundRules extends ChannelInboundHandlerAdapter {

	private final ClientSession session;

	private final PublishRules publishes;

	private final SubscribeRules subscribes;

	private final UnsubscribeRules unsubscribes;

	private final BrokerBacklog backlog;

	/** What came behind an UNSUBSCRIBE that has to wait for a SUBACK, and that itself. */
	private final Deque<MqttMessage> held = new ArrayDeque<>();

	InboundRules(ClientSession session) {
		this.session = session;
		this.publishes = new PublishRules(session);
		this.subscribes = new SubscribeRules(session);
		this.unsubscribes = new UnsubscribeRules(session);
		this.backlog = new BrokerBacklog(this.unsubscribes::mark);
	}

	PublishRules publishes() {
		return this.publishes;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.session.hasEnded() || !(message instanceof MqttMessage packet)) {
			ReferenceCountUtil.release(message);
		}
		else if (mustWait(packet)) {
			this.held.add(packet);
			updateReading();
		}
		else {
			take(packet);
		}
	}

	// When the broker gets an UNSUBSCRIBE while it is busy with a SUBSCRIBE, it may end
	// the subscription before it has begun to deliver, and then waits for half a minute.
	private boolean mustWait(MqttMessage packet) {
		if (packet.decoderResult().isFailure()) {
			return false;
		}
		return switch (packet.fixedHeader().messageType()) {
			case PINGREQ, DISCONNECT -> false;
			case UNSUBSCRIBE -> this.subscribes.isPending() || !this.held.isEmpty();
			default -> !this.held.isEmpty();
		};
	}

	private void take(MqttMessage packet) {
		try {
			onPacket(packet);
			count(packet);
		}
		finally {
			ReferenceCountUtil.release(packet);
		}
	}

	private void count(MqttMessage packet) {
		if (!this.session.hasEnded()) {
			this.backlog.add(packet.fixedHeader().remainingLength());
			if (this.backlog.isFull()) {
				updateReading();
			}
		}
	}

	private void onPacket(MqttMessage packet) {
		if (packet.decoderResult().isFailure()) {
			onUnreadable(packet);
			return;
		}
		switch (packet.fixedHeader().messageType()) {
			case PUBLISH -> this.publishes.onPublish((MqttPublishMessage) packet);
			case PUBACK -> this.session.link().write(packet);
			case SUBSCRIBE -> this.subscribes.onSubscribe((MqttSubscribeMessage) packet);
			case UNSUBSCRIBE -> this.unsubscribes.onUnsubscribe((MqttUnsubscribeMessage) packet);
			case PUBREC, PUBREL, PUBCOMP -> onQos2Step(packet);
			case PINGREQ -> this.session.write(MqttMessage.PINGRESP);
			case DISCONNECT -> onDisconnect(packet);
			default -> onUnexpected(packet);
		}
	}

	// The broker has answered a SUBSCRIBE.
	void onSubAck(MqttSubAckMessage subAck) {
		this.subscribes.onSubAck(subAck);
		while (!this.held.isEmpty() && !this.session.hasEnded() && !this.subscribes.isPending()) {
			take(this.held.remove());
		}
		updateReading();
	}

	// The client leaves, so that nothing can wait any longer.
	private void takeHeld() {
		while (!this.held.isEmpty() && !this.session.hasEnded()) {
			take(this.held.remove());
		}
	}

	// The broker has answered an UNSUBSCRIBE, or has come to a mark.
	void onUnsubAck(MqttUnsubAckMessage unsubAck) {
		this.unsubscribes.onUnsubAck(unsubAck);
		updateReading();
	}

	// Read from the client only what can be passed on and answered.
	void updateReading() {
		if (this.session.isConnected()) {
			Channel client = this.session.client();
			client.config()
				.setAutoRead(this.held.isEmpty() && !this.backlog.isFull() && client.isWritable()
						&& this.session.link().isWritable());
		}
	}

	private void onQos2Step(MqttMessage packet) {
		if (this.session.limits().keep(Limit.QOS)) {
			onUnexpected(packet);
		}
		else {
			this.session.link().write(packet);
		}
	}

	private void onUnexpected(MqttMessage packet) {
		this.session.end(EndReason.CLIENT_ERROR, ReasonCode.PROTOCOL_ERROR,
				packet.fixedHeader().messageType() + " is not expected of a connected client");
	}

	private void onUnreadable(MqttMessage packet) {
		Throwable cause = packet.decoderResult().cause();
		if (cause instanceof TooLongFrameException) {
			onTooLarge("packet", this.session.limits().packetBytes());
		}
		else if (PublishRules.isAboutWildcard(packet)) {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.TOPIC_NAME_INVALID,
					"the topic of a PUBLISH has a wildcard");
		}
		else {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.MALFORMED_PACKET, "malformed packet");
		}
	}

	private void onTooLarge(String what, int bytes) {
		this.session.end(EndReason.CLIENT_ERROR, ReasonCode.PACKET_TOO_LARGE,
				this.session.limits().tooLarge(what, bytes));
	}

	private void onDisconnect(MqttMessage packet) {
		takeHeld();
		if (this.session.hasEnded()) {
			return;
		}
		int code = ReasonCode.SUCCESS;
		if (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
			code = header.reasonCode() & 0xFF;
			long expiry = PacketProperties.unsigned(header.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL, -1);
			if (expiry > 0 && this.session.getSessionExpirySeconds() == 0) {
				this.session.end(EndReason.CLIENT_ERROR, ReasonCode.PROTOCOL_ERROR,
						"DISCONNECT sets a session expiry that CONNECT left at 0");
				return;
			}
			if (expiry >= 0) {
				this.session.setSessionExpirySeconds(Math.min(expiry, this.session.limits().sessionExpirySeconds()));
			}
		}
		// any other code asks for the will
		EndReason reason = (code == ReasonCode.SUCCESS) ? EndReason.CLIENT_INITIATED_DISCONNECT
				: EndReason.CLIENT_ERROR;
		this.session.end(reason, "the client sent DISCONNECT " + ReasonCode.toHex(code));
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.session.link().flush();
		context.flush();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (!this.session.hasEnded()) {
			this.session.link().setReading(context.channel().isWritable());
			updateReading();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event == WebSocketFrames.CLOSED) {
			takeHeld();
			this.session.end(EndReason.CLIENT_INITIATED_DISCONNECT, "the client sent a close frame");
			return;
		}
		// a client that is not read from because of the broker is not idle, one that does
		// not read is
		boolean listening = context.channel().config().isAutoRead() || !context.channel().isWritable();
		if (event instanceof IdleStateEvent && listening) {
			this.session.end(EndReason.MQTT_KEEP_ALIVE_TIMEOUT, ReasonCode.KEEP_ALIVE_TIMEOUT,
					"nothing was heard for one and a half keep-alive intervals");
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.held.forEach(ReferenceCountUtil::release);
		this.held.clear();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.session.end(EndReason.CONNECTION_LOST, "the client closed without DISCONNECT");
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof IOException) {
			this.session.end(EndReason.CONNECTION_LOST, "the connection broke");
		}
		else if (WebSocketFrames.isTooLarge(cause)) {
			onTooLarge("WebSocket frame", WebSocketFrames.maxBytes(this.session.limits()));
		}
		else {
			this.session.end(EndReason.CLIENT_ERROR, ReasonCode.MALFORMED_PACKET, "unreadable bytes");
		}
	}

}
