package io.github.iotcustomauth.local.gateway;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.broker.EmbeddedBroker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The gateway with its broker behind it: one TLS port on loopback for direct MQTT and
 * WebSocket, one event loop for everything.
 */
public final class GatewayServer implements AutoCloseable {

	private static final int AUTHORIZER_THREADS = 64;

	private static final int AUTHORIZER_QUEUE = 1000;

	/** That of the broker, and as much again. */
	private static final int START_SECONDS = 40;

	private static final int STEP_SECONDS = 10;

	private static final int FAREWELL_MILLIS = 200;

	private final EmbeddedBroker broker;

	private final MultiThreadIoEventLoopGroup group;

	private final ExecutorService workers;

	private final ChannelGroup clients;

	private final GatewayContext context;

	private @Nullable Channel listener;

	private boolean closed;

	private GatewayServer(EmbeddedBroker broker, GatewayOptions options, GatewayListener listener) {
		this.broker = broker;
		this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("local-iot-core", true),
				NioIoHandler.newFactory());
		this.workers = workers();
		EventLoop loop = this.group.next();
		this.clients = new DefaultChannelGroup(loop);
		BrokerAddress address = new BrokerAddress(broker.getPort(), broker.getUsername(), broker.getPassword());
		Limits limits = new Limits(options.disabledLimits());
		this.context = new GatewayContext(loop, address, options.authorizer(), this.workers, new SessionDirectory(),
				new WillKeeper(loop, address), new LifecycleEvents(loop, address, options.lifecycleEvents()),
				new ConnectRate(limits.keep(Limit.CONNECT_RATE), System::nanoTime), limits, options.timeScale(),
				new Faults(), listener);
	}

	/**
	 * Start a gateway and its broker.
	 * @param options what to start it with
	 * @param listener who hears what happens
	 * @return the gateway, which accepts connections
	 * @throws IllegalStateException if it cannot start, for instance because the port is
	 * taken; nothing is left behind then
	 */
	public static GatewayServer start(GatewayOptions options, GatewayListener listener) {
		// while the broker starts, which takes longer
		CompletableFuture<TlsServer> tls = CompletableFuture.supplyAsync(() -> new TlsServer(options))
			.orTimeout(START_SECONDS, TimeUnit.SECONDS);
		GatewayServer server = create(options, listener);
		try {
			server.listen(options.port(), new ClientAcceptor(server.context, server.clients, tls.join()));
			if (options.lifecycleEvents()) {
				server.workers.execute(LifecycleEvents::load);
			}
			return server;
		}
		catch (CompletionException ex) {
			server.close();
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
		catch (RuntimeException | Error ex) {
			server.close();
			throw ex;
		}
	}

	private static GatewayServer create(GatewayOptions options, GatewayListener listener) {
		EmbeddedBroker broker = EmbeddedBroker.start(new Limits(options.disabledLimits()).inFlight());
		try {
			return new GatewayServer(broker, options, listener);
		}
		catch (RuntimeException | Error ex) {
			broker.close();
			throw ex;
		}
	}

	private static ExecutorService workers() {
		ThreadPoolExecutor workers = new ThreadPoolExecutor(AUTHORIZER_THREADS, AUTHORIZER_THREADS, 10,
				TimeUnit.SECONDS, new LinkedBlockingQueue<>(AUTHORIZER_QUEUE),
				new DefaultThreadFactory("local-iot-core-authorizer", true));
		workers.allowCoreThreadTimeOut(true);
		return workers;
	}

	private void listen(int port, ClientAcceptor acceptor) {
		ChannelFuture bound = acceptor.bind(this.group, port);
		if (!bound.awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS) || !bound.isSuccess()) {
			throw new IllegalStateException(
					"The local endpoint cannot listen on 127.0.0.1:" + port + "; is the port in use?", bound.cause());
		}
		this.listener = bound.channel();
	}

	/**
	 * Return the port that clients connect to.
	 * @return the port
	 */
	public int getPort() {
		Channel channel = this.listener;
		if (channel == null || !(channel.localAddress() instanceof InetSocketAddress address)) {
			throw new IllegalStateException("The gateway does not listen");
		}
		return address.getPort();
	}

	/**
	 * Return the faults that this gateway can be asked to show.
	 * @return the faults
	 */
	public Faults getFaults() {
		return this.context.faults();
	}

	/**
	 * Return the ids of the clients that are connected.
	 * @return the client ids
	 */
	public Set<String> getConnectedClients() {
		return this.context.sessions().connectedClientIds();
	}

	/**
	 * Disconnect a client. Does nothing when it is not connected.
	 * @param clientId the client id
	 * @param reasonCode the reason code that an MQTT 5 client gets
	 */
	public void disconnectClient(String clientId, int reasonCode) {
		onLoop(() -> {
			ClientSession session = this.context.sessions().find(clientId);
			if (session != null) {
				session.end(EndReason.SERVER_INITIATED_DISCONNECT, reasonCode, "asked for through the endpoint");
			}
		});
	}

	/**
	 * End the connection of a client as if the time that the authorizer granted were
	 * over. Does nothing when it is not connected.
	 * @param clientId the client id
	 */
	public void expireClient(String clientId) {
		onLoop(() -> {
			ClientSession session = this.context.sessions().find(clientId);
			if (session != null) {
				session.expire();
			}
		});
	}

	/**
	 * Drop every connection without a word.
	 */
	public void cutConnections() {
		onLoop(() -> this.clients.forEach(Channels::cut));
	}

	private void onLoop(Runnable task) {
		if (this.context.loop().inEventLoop()) {
			task.run();
		}
		else if (!this.context.loop().isShuttingDown()) {
			this.context.loop().submit(task).awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS);
		}
	}

	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		if (this.listener != null) {
			this.listener.close().awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS);
		}
		onLoop(() -> this.context.sessions()
			.all()
			.forEach((session) -> session.end(EndReason.SERVER_INITIATED_DISCONNECT, ReasonCode.SERVER_SHUTTING_DOWN,
					"the endpoint stops")));
		this.clients.newCloseFuture().awaitUninterruptibly(FAREWELL_MILLIS);
		this.clients.close().awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS);
		this.workers.shutdownNow();
		this.group.shutdownGracefully(0, STEP_SECONDS, TimeUnit.SECONDS)
			.awaitUninterruptibly(STEP_SECONDS, TimeUnit.SECONDS);
		this.broker.close();
	}

}
