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
 * Ends a client's connection so that the client gets to read the last words: a socket
 * closed with unread bytes resets the connection and takes the words with it. So the
 * gateway only stops sending, and discards what still comes until the client has closed.
 */
public final class LingeringClose extends ChannelInboundHandlerAdapter {

	/** As long as a client may need that is still sending, on a machine that is busy. */
	private static final int PATIENCE_MILLIS = 5000;

	private LingeringClose() {
	}

	// Send last words, if there are any, and close. On a WebSocket a close without words
	// is an empty close frame; words are followed by the end of the connection alone.
	public static void close(Channel channel, @Nullable Object lastWords) {
		if (!channel.isActive()) {
			Channels.close(channel);
			return;
		}
		if (channel.pipeline().get(LingeringClose.class) != null) {
			// a second cause must not cut off the words about the first
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
