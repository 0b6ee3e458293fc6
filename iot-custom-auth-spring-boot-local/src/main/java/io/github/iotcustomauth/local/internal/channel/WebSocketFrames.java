package io.github.iotcustomauth.local.internal.channel;

import java.util.List;

import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Codec between WebSocket frames and a stream of bytes: an MQTT packet may span frames. A
 * close frame becomes the event {@link #CLOSED}.
 */
public final class WebSocketFrames extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {

	/** The event that the client has sent a close frame. */
	public static final Object CLOSED = new Object();

	private static final int NO_STATUS = -1;

	private int status = NO_STATUS;

	public WebSocketFrames() {
		super(WebSocketFrame.class, ByteBuf.class);
	}

	// More than a packet, so that the MQTT decoder reports a packet that is too large.
	public static int maxBytes(Limits limits) {
		return 2 * limits.packetBytes();
	}

	public static boolean isTooLarge(Throwable cause) {
		return cause instanceof CorruptedWebSocketFrameException corrupted
				&& WebSocketCloseStatus.MESSAGE_TOO_BIG.equals(corrupted.closeStatus());
	}

	// Return the final close frame, with the status that the client sent, if any.
	CloseWebSocketFrame closeFrame() {
		return (this.status != NO_STATUS) ? new CloseWebSocketFrame(this.status, "") : new CloseWebSocketFrame();
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
		else if (frame instanceof CloseWebSocketFrame close) {
			this.status = close.statusCode();
			context.fireUserEventTriggered(CLOSED);
		}
		else {
			throw new CorruptedFrameException("MQTT needs binary frames");
		}
	}

}
