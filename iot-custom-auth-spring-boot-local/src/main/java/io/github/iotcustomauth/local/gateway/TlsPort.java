package io.github.iotcustomauth.local.gateway;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The port that clients connect to, and the one event loop that serves them. It is
 * listened on from the start, so that nobody else can take it meanwhile; clients wait
 * until {@link #accept} says who serves them.
 */
final class TlsPort implements AutoCloseable {

	private static final int STEP_SECONDS = 10;

	private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1,
			new DefaultThreadFactory("local-iot-core", true), NioIoHandler.newFactory());

	private final EventLoop loop = this.group.next();

	private final ChannelGroup clients = new DefaultChannelGroup(this.loop);

	private final ClientAcceptor acceptor;

	private final Channel listener;

	private TlsPort(int port, TlsServer tls) {
		this.acceptor = new ClientAcceptor(this.clients, tls);
		this.listener = listen(port);
	}

	static TlsPort open(GatewayOptions options) {
		// first of all: it may fail, and has nothing to close
		TlsServer tls = new TlsServer(options);
		return new TlsPort(options.port(), tls);
	}

	private Channel listen(int port) {
		ChannelFuture bound = this.acceptor.bind(this.group, port);
		if (bound.awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS) && bound.isSuccess()) {
			return bound.channel();
		}
		Channels.close(bound.channel());
		shutDown();
		throw new IllegalStateException(
				"The local endpoint cannot listen on 127.0.0.1:" + port + "; is the port in use?", bound.cause());
	}

	EventLoop loop() {
		return this.loop;
	}

	ChannelGroup clients() {
		return this.clients;
	}

	int number() {
		return ((InetSocketAddress) this.listener.localAddress()).getPort();
	}

	// Let clients in, those that wait first.
	void accept(GatewayContext context) {
		this.acceptor.serve(context, this.listener);
	}

	void stopAccepting() {
		this.listener.close().awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS);
	}

	void closeClients() {
		this.clients.close().awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		stopAccepting();
		closeClients();
		shutDown();
	}

	private void shutDown() {
		this.group.shutdownGracefully(0, STEP_SECONDS, TimeUnit.SECONDS)
			.awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS);
	}

}
