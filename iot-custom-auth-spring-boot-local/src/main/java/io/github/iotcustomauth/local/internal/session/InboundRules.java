package io.github.iotcustomauth.local.internal.session;

import java.io.IOException;

import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.channel.WebSocketFrames;
import io.github.iotcustomauth.local.internal.protocol.PacketProperties;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.rate.Throughput;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * Decides about every packet of a connected client: take it, refuse it, or end the
 * connection.
 */
final class InboundRules extends ChannelInboundHandlerAdapter {

	private static final int FIXED_HEADER_BYTES = 2;

	private final ClientSession session;

	private final PublishRules publishes;

	private final SubscribeRules subscribes;

	private final UnsubscribeRules unsubscribes;

	private final Throughput throughput;

	/** Whether the client is not read from because of its throughput. */
	private boolean delayed;

	InboundRules(ClientSession session) {
		this.session = session;
		this.publishes = new PublishRules(session);
		this.subscribes = new SubscribeRules(session);
		this.unsubscribes = new UnsubscribeRules(session);
		this.throughput = new Throughput(session.limits().bytesPerSecond(), session::now);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		try {
			if (!this.session.hasEnded() && message instanceof MqttMessage packet) {
				onPacket(packet);
				delayReading(packet);
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private void onPacket(MqttMessage packet) {
		if (packet.decoderResult().isFailure()) {
			onUnreadable(packet);
			return;
		}
		switch (packet.fixedHeader().messageType()) {
			case PUBLISH -> this.publishes.onPublish((MqttPublishMessage) packet);
			case PUBACK -> this.session.routing()
				.acknowledged(((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
			case SUBSCRIBE -> this.subscribes.onSubscribe((MqttSubscribeMessage) packet);
			case UNSUBSCRIBE -> this.unsubscribes.onUnsubscribe((MqttUnsubscribeMessage) packet);
			case PINGREQ -> this.session.write(MqttMessage.PINGRESP);
			case DISCONNECT -> onDisconnect(packet);
			default -> onUnexpected(packet);
		}
	}

	private void delayReading(MqttMessage packet) {
		if (!packet.decoderResult().isFailure()) {
			long nanos = this.throughput.add(FIXED_HEADER_BYTES + packet.fixedHeader().remainingLength());
			if (nanos > 0 && !this.delayed) {
				this.delayed = true;
				setReading();
				Channels.schedule(this.session.client(), this::resume, nanos);
			}
		}
	}

	private void resume() {
		// packets that had been read already count, too
		long nanos = this.throughput.delayNanos();
		if (nanos > 0) {
			Channels.schedule(this.session.client(), this::resume, nanos);
			return;
		}
		this.delayed = false;
		setReading();
	}

	// The one place that decides whether a client is read from.
	private void setReading() {
		if (!this.session.hasEnded()) {
			this.session.client().config().setAutoRead(this.session.client().isWritable() && !this.delayed);
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
		this.session.end(EndReason.CLIENT_ERROR, ReasonCode.QUOTA_EXCEEDED,
				this.session.limits().tooLarge(what, bytes));
	}

	private void onDisconnect(MqttMessage packet) {
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
		context.flush();
	}

	// A client that does not read is not read from: its answers would pile up.
	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (!this.session.hasEnded()) {
			setReading();
			this.session.routing().drain();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event == WebSocketFrames.CLOSED) {
			this.session.end(EndReason.CLIENT_INITIATED_DISCONNECT, "the client sent a close frame");
			return;
		}
		// a client that is not read from is not idle, unless it does not read either
		boolean listening = context.channel().config().isAutoRead() || !context.channel().isWritable();
		if (event instanceof IdleStateEvent && listening) {
			this.session.end(EndReason.MQTT_KEEP_ALIVE_TIMEOUT, ReasonCode.KEEP_ALIVE_TIMEOUT,
					"nothing was heard for one and a half keep-alive intervals");
		}
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
