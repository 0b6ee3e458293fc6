package io.github.iotcustomauth.local.internal.server;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.Faults;
import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.channel.LingeringClose;
import io.github.iotcustomauth.local.internal.channel.Pipeline;
import io.github.iotcustomauth.local.internal.connect.ConnectHandler;
import io.github.iotcustomauth.local.internal.port.TlsPort;
import io.github.iotcustomauth.local.internal.protocol.AnswerCodes;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.protocol.Topics;
import io.github.iotcustomauth.local.internal.protocol.Will;
import io.github.iotcustomauth.local.internal.rate.OncePerSecond;
import io.github.iotcustomauth.local.internal.routing.MessageRouter;
import io.github.iotcustomauth.local.internal.session.ClientSession;
import io.github.iotcustomauth.local.internal.session.EndReason;
import io.github.iotcustomauth.local.internal.session.LifecycleEvents;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.github.iotcustomauth.local.internal.session.SessionDirectory;
import io.github.iotcustomauth.local.internal.session.WillKeeper;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The server side of the endpoint: one TLS port for direct MQTT and WebSocket, one event
 * loop for everything.
 */
public final class EndpointServer implements AutoCloseable {

	private static final int AUTHORIZER_THREADS = 64;

	private static final int AUTHORIZER_QUEUE = 1000;

	private static final String STOPS = "the endpoint stops";

	private static final int LINGER_MILLIS = 200;

	private final TlsPort port;

	private final ExecutorService workers = workers();

	private final SessionContext context;

	private final EventLoopCall loop;

	private final DataPlane dataPlane;

	private boolean closed;

	private EndpointServer(TlsPort port, ServerOptions options, EndpointListener listener) {
		this.port = port;
		Limits limits = new Limits(options.disabledLimits());
		EventLoop loop = port.loop();
		MessageRouter router = new MessageRouter(loop, limits.routing(options.timeScale()));
		this.context = new SessionContext(loop, router, options.authorizer(), this.workers, new SessionDirectory(),
				new WillKeeper(loop, (will) -> publish(will, router)),
				new LifecycleEvents(router, options.lifecycleEvents()),
				new OncePerSecond(limits.keep(Limit.CONNECT_RATE), System::nanoTime),
				new OncePerSecond(limits.keep(Limit.RETAINED_RATE), System::nanoTime), limits, options.timeScale(),
				new ScriptedFaults((clientId) -> onSession(clientId, ClientSession::redeliver)), listener);
		this.loop = new EventLoopCall(loop);
		this.dataPlane = new DataPlane(this.context, this.loop);
	}

	private static void publish(Will will, MessageRouter router) {
		if (!Topics.isReserved(will.topic())) {
			// as a message that a client publishes there: accepted and discarded
			router.publish(will.toMessage(router.now()));
		}
	}

	/**
	 * Start a server.
	 * @param options the options
	 * @param listener receives the events of the server
	 * @return the server, which accepts connections
	 * @throws IllegalStateException if it cannot start, for instance because the port is
	 * in use; all resources are released then
	 */
	public static EndpointServer start(ServerOptions options, EndpointListener listener) {
		EndpointServer server = new EndpointServer(
				TlsPort.open(new InetSocketAddress(options.address(), options.port()), options.privateKey(),
						options.certificateChain(), options.clientCertificates()),
				options, listener);
		server.port.accept(server.context);
		// needed by the first client, for its authorizer or its lifecycle event
		server.workers.execute(LifecycleEvents::loadJson);
		return server;
	}

	private static ExecutorService workers() {
		ThreadPoolExecutor workers = new ThreadPoolExecutor(AUTHORIZER_THREADS, AUTHORIZER_THREADS, 10,
				TimeUnit.SECONDS, new LinkedBlockingQueue<>(AUTHORIZER_QUEUE),
				new DefaultThreadFactory("local-iot-core-authorizer", true));
		workers.allowCoreThreadTimeOut(true);
		return workers;
	}

	/**
	 * Return the port that clients connect to.
	 * @return the port
	 */
	public int getPort() {
		return this.port.number();
	}

	/**
	 * Return the faults that tests can script.
	 * @return the faults
	 */
	public Faults getFaults() {
		return this.context.faults();
	}

	/**
	 * Return the calls of the data plane.
	 * @return the calls
	 */
	public DataPlane dataPlane() {
		return this.dataPlane;
	}

	/**
	 * Return the ids of the clients that are connected.
	 * @return the client ids
	 */
	public Set<String> getConnectedClients() {
		return this.context.sessions().connectedClientIds();
	}

	/**
	 * Disconnect a client. Has no effect when it is not connected.
	 * @param clientId the client id
	 * @param reasonCode the reason code that an MQTT 5 client gets, one that MQTT 5 has
	 * for the DISCONNECT of a server
	 */
	public void disconnectClient(String clientId, int reasonCode) {
		AnswerCodes.DISCONNECT.check(reasonCode);
		onSession(clientId, (session) -> session.end(EndReason.SERVER_INITIATED_DISCONNECT, reasonCode,
				"asked for through the endpoint"));
	}

	/**
	 * End the connection of a client as if its {@code disconnectAfterInSeconds} had
	 * elapsed. Has no effect when it is not connected.
	 * @param clientId the client id
	 */
	public void expireClient(String clientId) {
		onSession(clientId, ClientSession::expire);
	}

	private void onSession(String clientId, Consumer<ClientSession> action) {
		this.loop.run(() -> {
			ClientSession session = this.context.sessions().find(clientId);
			if (session != null) {
				action.accept(session);
			}
		});
	}

	/**
	 * Reset every TCP connection.
	 */
	public void cutConnections() {
		this.loop.run(() -> this.port.clients().forEach(Channels::cut));
	}

	/**
	 * Drop retained messages, delayed last wills, and the sessions of clients that are
	 * not connected.
	 */
	public void forgetLeftovers() {
		this.loop.run(() -> {
			this.context.wills().clear();
			this.context.router().reset();
			this.context.sessions().forgetEnded();
		});
	}

	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.port.stopAccepting();
		try {
			this.loop.run(this::disconnectClients);
		}
		finally {
			stop();
		}
	}

	private void disconnectClients() {
		this.context.sessions()
			.all()
			.forEach((session) -> session.end(EndReason.SERVER_INITIATED_DISCONNECT, ReasonCode.SERVER_SHUTTING_DOWN,
					STOPS));
		this.port.clients().forEach(EndpointServer::turnAway);
	}

	// Clients without a session, for instance while their authorizer runs.
	private static void turnAway(Channel client) {
		if (client.pipeline().get(LingeringClose.class) != null) {
			return;
		}
		ConnectHandler connecting = client.pipeline().get(ConnectHandler.class);
		if (connecting != null) {
			connecting.hangUp(client, STOPS);
			// no need to linger: there is no packet for the client to read
			Channels.close(client);
		}
		else if (client.pipeline().get(Pipeline.RULES) == null) {
			Channels.close(client);
		}
	}

	private void stop() {
		this.port.clients().newCloseFuture().awaitUninterruptibly(LINGER_MILLIS, TimeUnit.MILLISECONDS);
		// before the authorizers are interrupted, which would refuse the waiting clients
		this.port.closeClients();
		this.workers.shutdownNow();
		this.port.close();
	}

}
