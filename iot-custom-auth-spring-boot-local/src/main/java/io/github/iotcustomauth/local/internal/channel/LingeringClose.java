package io.github.iotcustomauth.local.internal.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection so that the client can read the final packet: a socket that is
 * closed with unread bytes resets the connection, and the packet is lost. The endpoint
 * therefore only stops sending, and discards received bytes until the client has closed.
 */
public final class LingeringClose extends ChannelInboundHandlerAdapter {

	/** Long enough for a client that is still sending on a busy machine. */
	private static final int PATIENCE_MILLIS = 5000;

	private LingeringClose() {
	}

	// Send a final packet, if there is one, and close. A WebSocket without a final packet
	// gets an empty close frame.
	public static void close(Channel channel, @Nullable Object lastWords) {
		if (!channel.isActive()) {
			Channels.close(channel);
			return;
		}
		if (channel.pipeline().get(LingeringClose.class) != null) {
			// a second cause must not cut off the final packet of the first
			return;
		}
		channel.pipeline().addAfter(Pipeline.TLS, null, new LingeringClose());
		channel.config().setAutoRead(true);
		Channels.closeLater(channel, PATIENCE_MILLIS);
		WebSocketFrames webSocket = channel.pipeline().get(WebSocketFrames.class);
		Object words = (lastWords == null && webSocket != null) ? webSocket.closeFrame() : lastWords;
		ChannelFuture spoken = (words != null) ? channel.writeAndFlush(words) : channel.newSucceededFuture();
		spoken.addListener((ChannelFutureListener) LingeringClose::stopSending);
	}

	private static void stopSending(ChannelFuture spoken) {
		SslHandler tls = spoken.channel().pipeline().get(SslHandler.class);
		if (tls == null || !spoken.channel().isActive()) {
			Channels.close(spoken.channel());
			return;
		}
		tls.closeOutbound().addListener((closed) -> Channels.shutdownOutput(spoken.channel()));
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ReferenceCountUtil.release(message);
	}

}
