package io.github.iotcustomauth.local.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;

/**
 * Accepts TLS connections on loopback, up to a number that protects the application
 * around the endpoint.
 */
final class ClientAcceptor extends ChannelInitializer<Channel> {

	private static final int MAX_CONNECTIONS = 5000;

	private static final int CLOSE_MILLIS = 500;

	/** The JDK would keep 20,480 of them for a day. */
	private static final int MAX_TLS_SESSIONS = 1000;

	private final GatewayContext gateway;

	private final ChannelGroup clients;

	private final SslContext tls;

	ClientAcceptor(GatewayContext gateway, ChannelGroup clients, SslContext tls) {
		this.gateway = gateway;
		this.clients = clients;
		this.tls = tls;
	}

	static SslContext tls(GatewayOptions options) {
		try {
			// not with Netty's builder, which loads all of Bouncy Castle: that takes a
			// third
			// of the start
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keyManagers(options), null, null);
			context.getServerSessionContext().setSessionCacheSize(MAX_TLS_SESSIONS);
			// browsers offer http/1.1 for a WebSocket, the SDKs offer nothing
			ApplicationProtocolConfig alpn = new ApplicationProtocolConfig(Protocol.ALPN,
					SelectorFailureBehavior.FATAL_ALERT, SelectedListenerFailureBehavior.ACCEPT, "mqtt", "http/1.1");
			return new JdkSslContext(context, false, null, IdentityCipherSuiteFilter.INSTANCE, alpn, ClientAuth.NONE,
					new String[] { "TLSv1.3", "TLSv1.2" }, false);
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("The TLS key or certificate of the endpoint cannot be used", ex);
		}
	}

	private static KeyManager[] keyManagers(GatewayOptions options) throws GeneralSecurityException, IOException {
		char[] noPassword = new char[0];
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("endpoint", options.privateKey(), noPassword,
				options.certificateChain().toArray(Certificate[]::new));
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(store, noPassword);
		return factory.getKeyManagers();
	}

	ChannelFuture bind(EventLoopGroup group, int port) {
		return new ServerBootstrap().group(group)
			.channel(NioServerSocketChannel.class)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(this)
			.bind(new InetSocketAddress(NetUtil.LOCALHOST4, port));
	}

	@Override
	protected void initChannel(Channel channel) {
		if (this.clients.size() >= MAX_CONNECTIONS) {
			this.gateway.listener().refused("", "there are " + MAX_CONNECTIONS + " connections already");
			Channels.close(channel);
			return;
		}
		this.clients.add(channel);
		SslHandler handler = this.tls.newHandler(channel.alloc());
		handler.setCloseNotifyFlushTimeoutMillis(CLOSE_MILLIS);
		channel.pipeline()
			.addLast(Pipeline.TLS, handler)
			.addLast(Pipeline.DEADLINE, new ConnectDeadline(this.gateway.listener()))
			.addLast(new ProtocolSniffer(this.gateway));
	}

}
