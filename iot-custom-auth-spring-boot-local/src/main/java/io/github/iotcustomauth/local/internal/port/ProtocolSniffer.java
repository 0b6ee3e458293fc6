package io.github.iotcustomauth.local.internal.port;

import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.channel.LingeringClose;
import io.github.iotcustomauth.local.internal.channel.Pipeline;
import io.github.iotcustomauth.local.internal.channel.Transport;
import io.github.iotcustomauth.local.internal.channel.WebSocketFrames;
import io.github.iotcustomauth.local.internal.connect.ConnectHandler;
import io.github.iotcustomauth.local.internal.http.BodyAggregator;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes direct MQTT from HTTP and WebSocket by ALPN, as AWS does on port 443, and
 * by the first byte. With client certificates only direct MQTT is served, as in a domain
 * configuration of the type {@code CUSTOM_AUTH_X509}, and ALPN is ignored
 * (API/CreateDomainConfiguration).
 */
final class ProtocolSniffer extends ByteToMessageDecoder {

	private static final int CONNECT_BYTE = 0x10;

	private static final int MAX_HTTP_LINE_BYTES = 16 * 1024;

	private static final int MAX_HTTP_HEADER_BYTES = 32 * 1024;

	private final SessionContext sessionContext;

	private final ClientCertificates certificates;

	ProtocolSniffer(SessionContext sessionContext, ClientCertificates certificates) {
		this.sessionContext = sessionContext;
		this.certificates = certificates;
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
			throws SSLPeerUnverifiedException {
		SSLEngine tls = context.pipeline().get(SslHandler.class).engine();
		boolean connect = bytes.getByte(bytes.readerIndex()) == CONNECT_BYTE;
		String refusal = refusal("mqtt".equals(tls.getApplicationProtocol()), connect);
		if (refusal != null) {
			this.sessionContext.listener().refused("", refusal);
			bytes.skipBytes(bytes.readableBytes());
			LingeringClose.close(context.channel(), null);
			return;
		}
		if (this.certificates.areRequired()) {
			Transport.setClientCertificate(context.channel(), this.certificates.get(tls.getSession()));
		}
		if (connect) {
			addMqtt(context.pipeline());
		}
		else {
			addWebSocket(context.pipeline());
		}
		context.pipeline().remove(this);
	}

	private @Nullable String refusal(boolean alpn, boolean connect) {
		if (this.certificates.areRequired()) {
			return connect ? null : "what follows TLS is not an MQTT CONNECT, and with client certificates there is "
					+ "neither WebSocket nor HTTP; see certificates";
		}
		if (alpn == connect) {
			return null;
		}
		return alpn ? "ALPN 'mqtt' was negotiated, but what follows is not an MQTT CONNECT"
				: "MQTT over TLS without ALPN 'mqtt'";
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause.getCause() instanceof NotSslRecordException) {
			// its message quotes the bytes, which may be a CONNECT with its password
			this.sessionContext.listener().refused("", "the client does not speak TLS");
		}
		else if (cause.getCause() instanceof SSLException tls) {
			// newer JDKs begin with the name of the alert
			this.sessionContext.listener()
				.refused("", "TLS: " + String.valueOf(tls.getMessage()).replaceFirst("^\\(\\w+\\) ", ""));
		}
		Channels.close(context.channel());
	}

	private void addWebSocket(ChannelPipeline pipeline) {
		pipeline.addLast(new HttpServerCodec(MAX_HTTP_LINE_BYTES, MAX_HTTP_HEADER_BYTES, MAX_HTTP_LINE_BYTES),
				new BodyAggregator(this.sessionContext.limits()), new UpgradeRecorder(this.sessionContext),
				new UpgradeHandler(upgrade()), new WebSocketFrames());
		addMqtt(pipeline);
	}

	private WebSocketServerProtocolConfig upgrade() {
		return WebSocketServerProtocolConfig.newBuilder()
			.websocketPath(UpgradeRecorder.PATH)
			.checkStartsWith(true)
			.subprotocols("mqtt,mqttv3.1")
			.sendCloseFrame(null)
			// a close frame of the client is a disconnect, see WebSocketFrames
			.handleCloseFrames(false)
			.closeOnProtocolViolation(false)
			.maxFramePayloadLength(WebSocketFrames.maxBytes(this.sessionContext.limits()))
			.build();
	}

	private void addMqtt(ChannelPipeline pipeline) {
		pipeline.addLast(new MqttDecoder(this.sessionContext.limits().packetBytes(), Limits.CLIENT_ID_BYTES),
				MqttEncoder.INSTANCE);
		pipeline.addLast(Pipeline.CONNECT, new ConnectHandler(this.sessionContext));
	}

	/**
	 * Passes corrupted frames on to the MQTT handlers, which send a final packet before
	 * they close the connection.
	 */
	private static final class UpgradeHandler extends WebSocketServerProtocolHandler {

		UpgradeHandler(WebSocketServerProtocolConfig config) {
			super(config);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
			if (cause instanceof CorruptedWebSocketFrameException) {
				context.fireExceptionCaught(cause);
			}
			else {
				super.exceptionCaught(context, cause);
			}
		}

	}

}
