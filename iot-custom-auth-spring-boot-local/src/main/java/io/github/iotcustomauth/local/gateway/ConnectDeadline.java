package io.github.iotcustomauth.local.gateway;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that is not admitted in time; removed when it is.
 */
final class ConnectDeadline extends ChannelInboundHandlerAdapter {

	static final int SECONDS = 60;

	private @Nullable Future<?> timer;

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.timer = context.executor().schedule(() -> Channels.close(context.channel()), SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

}
