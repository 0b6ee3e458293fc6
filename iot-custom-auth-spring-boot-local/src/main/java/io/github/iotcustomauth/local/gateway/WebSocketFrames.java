package io.github.iotcustomauth.local.gateway;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Turns WebSocket frames into a stream of bytes and back: MQTT packets need not end where
 * frames do.
 */
final class WebSocketFrames extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {

	WebSocketFrames() {
		super(WebSocketFrame.class, ByteBuf.class);
	}

	@Override
	protected void encode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
		out.add(new BinaryWebSocketFrame(bytes.retain()));
	}

	@Override
	protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out) {
		if (frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
			out.add(frame.content().retain());
		}
		else {
			Channels.close(context.channel());
		}
	}

}
