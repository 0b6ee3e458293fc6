package io.github.iotcustomauth.local.internal.port;

import java.net.InetSocketAddress;

import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.channel.Pipeline;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Accepts TLS connections, up to a number that protects the application around the
 * endpoint.
 */
final class ClientAcceptor extends ChannelInitializer<Channel> {

	private static final int MAX_CONNECTIONS = 5000;

	private static final int CLOSE_MILLIS = 500;

	/** Flushes that are combined, so that a burst of messages needs few TLS records. */
	private static final int FLUSHES = 256;

	private final ChannelGroup clients;

	private final TlsServer tls;

	private volatile @Nullable SessionContext sessionContext;

	ClientAcceptor(ChannelGroup clients, TlsServer tls) {
		this.clients = clients;
		this.tls = tls;
	}

	ChannelFuture bind(EventLoopGroup group, InetSocketAddress address) {
		return new ServerBootstrap().group(group)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.AUTO_READ, false)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(this)
			.bind(address);
	}

	// Accept connections on the bound channel.
	void serve(SessionContext sessionContext, Channel listener) {
		this.sessionContext = sessionContext;
		listener.config().setAutoRead(true);
	}

	@Override
	protected void initChannel(Channel channel) {
		SessionContext sessionContext = this.sessionContext;
		Assert.state(sessionContext != null, "the server accepts no clients yet");
		if (sessionContext.faults().is(ScriptedFaults.Switch.NEW_CONNECTIONS_CUT)) {
			sessionContext.listener().refused("", "a test asked to cut new connections");
			Channels.cut(channel);
			return;
		}
		if (this.clients.size() >= MAX_CONNECTIONS) {
			sessionContext.listener().refused("", "there are " + MAX_CONNECTIONS + " connections already");
			Channels.close(channel);
			return;
		}
		this.clients.add(channel);
		SslHandler handler = new SslHandler(this.tls.newEngine());
		handler.setCloseNotifyFlushTimeoutMillis(CLOSE_MILLIS);
		channel.pipeline()
			.addLast(new SlowNetwork(sessionContext.faults()))
			.addLast(Pipeline.TLS, handler)
			.addLast(new FlushConsolidationHandler(FLUSHES, true))
			.addLast(Pipeline.DEADLINE, new ConnectDeadline(sessionContext.listener()))
			.addLast(new ProtocolSniffer(sessionContext, this.tls.clientCertificates()));
	}

}
