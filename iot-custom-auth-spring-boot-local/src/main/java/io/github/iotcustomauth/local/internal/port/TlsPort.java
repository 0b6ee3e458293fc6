package io.github.iotcustomauth.local.internal.port;

import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The port that clients connect to, and the event loop that serves them. The port is
 * bound at once, so that no other process can take it; clients wait until {@link #accept}
 * is called.
 */
public final class TlsPort implements AutoCloseable {

	private static final int STEP_SECONDS = 10;

	private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1,
			new DefaultThreadFactory("local-iot-core", true), NioIoHandler.newFactory());

	private final EventLoop loop = this.group.next();

	private final ChannelGroup clients = new DefaultChannelGroup(this.loop);

	private final ClientAcceptor acceptor;

	private final Channel listener;

	private TlsPort(InetSocketAddress address, TlsServer tls) {
		this.acceptor = new ClientAcceptor(this.clients, tls);
		this.listener = listen(address);
	}

	public static TlsPort open(InetSocketAddress address, PrivateKey privateKey, List<X509Certificate> certificateChain,
			List<ClientCertificate> clientCertificates) {
		// first: it may fail, and needs no cleanup
		TlsServer tls = new TlsServer(privateKey, certificateChain, clientCertificates);
		return new TlsPort(address, tls);
	}

	private Channel listen(InetSocketAddress address) {
		ChannelFuture bound = this.acceptor.bind(this.group, address);
		if (bound.awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS) && bound.isSuccess()) {
			return bound.channel();
		}
		Channels.close(bound.channel());
		close();
		throw new IllegalStateException("The local endpoint cannot listen on " + NetUtil.toSocketAddressString(address)
				+ "; is the port in use?", bound.cause());
	}

	public EventLoop loop() {
		return this.loop;
	}

	public ChannelGroup clients() {
		return this.clients;
	}

	public int number() {
		return ((InetSocketAddress) this.listener.localAddress()).getPort();
	}

	// Accept clients, including those that are already waiting.
	public void accept(SessionContext context) {
		this.acceptor.serve(context, this.listener);
	}

	public void stopAccepting() {
		this.listener.close().awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS);
	}

	public void closeClients() {
		this.clients.close().awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(0, STEP_SECONDS, TimeUnit.SECONDS)
			.awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS);
	}

}
