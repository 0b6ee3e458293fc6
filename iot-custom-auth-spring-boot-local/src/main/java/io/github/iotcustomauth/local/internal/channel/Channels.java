package io.github.iotcustomauth.local.internal.channel;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;

/**
 * Channel operations without their futures: a failure closes the channel, which the
 * handlers observe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // for the reason above
public final class Channels {

	private Channels() {
	}

	public static void write(Channel channel, Object message) {
		channel.write(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	public static void writeAndFlush(Channel channel, Object message) {
		write(channel, message);
		channel.flush();
	}

	public static void close(Channel channel) {
		channel.close();
	}

	static void shutdownOutput(Channel channel) {
		((SocketChannel) channel).shutdownOutput();
	}

	// Close with a TCP reset, bypassing the TLS handler and its close_notify.
	public static void cut(Channel channel) {
		if (channel.isActive()) {
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
			channel.pipeline().firstContext().close();
		}
	}

	// Have something done later on the event loop, which does nothing once the channel
	// has
	// ended.
	public static void schedule(Channel channel, Runnable task, long delayNanos) {
		channel.eventLoop().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
	}

	// Close after a delay, unless the channel is closed before.
	public static void closeLater(Channel channel, long delayMillis) {
		Future<?> timer = channel.eventLoop().schedule(() -> close(channel), delayMillis, TimeUnit.MILLISECONDS);
		channel.closeFuture().addListener((closed) -> timer.cancel(false));
	}

}
