package io.github.iotcustomauth.local.internal.port;

import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.connect.ConnectHandler;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that is not admitted in time; removed when it is.
 */
public final class ConnectDeadline extends ChannelInboundHandlerAdapter {

	/** The time that a client has to be admitted. */
	public static final int SECONDS = 60;

	private final EndpointListener listener;

	private @Nullable Future<?> timer;

	public ConnectDeadline(EndpointListener listener) {
		this.listener = listener;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.timer = context.executor().schedule(() -> expire(context.channel()), SECONDS, TimeUnit.SECONDS);
	}

	private void expire(Channel client) {
		String rule = "the connection was not admitted within " + SECONDS + " seconds";
		ConnectHandler connecting = client.pipeline().get(ConnectHandler.class);
		if (connecting != null) {
			connecting.hangUp(client, rule);
		}
		else {
			this.listener.refused("", rule);
			Channels.close(client);
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

}
