package io.github.iotcustomauth.local.internal.server;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.Faults;
import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.broker.EmbeddedBroker;
import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.channel.LingeringClose;
import io.github.iotcustomauth.local.internal.channel.Pipeline;
import io.github.iotcustomauth.local.internal.connect.ConnectHandler;
import io.github.iotcustomauth.local.internal.port.TlsPort;
import io.github.iotcustomauth.local.internal.protocol.BrokerAddress;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.ReasonCode;
import io.github.iotcustomauth.local.internal.session.ClientSession;
import io.github.iotcustomauth.local.internal.session.ConnectRate;
import io.github.iotcustomauth.local.internal.session.EndReason;
import io.github.iotcustomauth.local.internal.session.LifecycleEvents;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.github.iotcustomauth.local.internal.session.SessionDirectory;
import io.github.iotcustomauth.local.internal.session.WillKeeper;
import io.github.iotcustomauth.local.internal.session.WillPublisher;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;

/**
 * The endpoint with its broker behind it: one TLS port on loopback for direct MQTT and
 * WebSocket, one event loop for everything.
 */
public final class EndpointServer implements AutoCloseable {

	private static final int AUTHORIZER_THREADS = 64;

	private static final int AUTHORIZER_QUEUE = 1000;

	private static final String STOPS = "the endpoint stops";

	private static final int START_SECONDS = 20;

	private static final int RELEASE_MILLIS = 100;

	private static final int FAREWELL_MILLIS = 200;

	private final EmbeddedBroker broker;

	private final TlsPort port;

	private final ExecutorService workers = workers();

	private final SessionContext context;

	private final EventLoopCall loop;

	private final Leftovers leftovers;

	private boolean closed;

	private EndpointServer(EmbeddedBroker broker, TlsPort port, ServerOptions options, EndpointListener listener) {
		this.broker = broker;
		this.port = port;
		BrokerAddress address = new BrokerAddress(broker.getPort(), broker.getUsername(), broker.getPassword());
		Limits limits = new Limits(options.disabledLimits());
		EventLoop loop = port.loop();
		WillPublisher publisher = new WillPublisher(loop, address);
		this.context = new SessionContext(loop, address, options.authorizer(), this.workers, new SessionDirectory(),
				new WillKeeper(loop, publisher), new LifecycleEvents(loop, address, options.lifecycleEvents()),
				new ConnectRate(limits.keep(Limit.CONNECT_RATE), System::nanoTime), limits, options.timeScale(),
				new Faults(), listener);
		this.loop = new EventLoopCall(loop);
		this.leftovers = new Leftovers(broker, this.context, publisher, this.loop);
	}

	/**
	 * Start an endpoint and its broker.
	 * @param options what to start it with
	 * @param listener who hears what happens
	 * @return the endpoint, which accepts connections
	 * @throws IllegalStateException if it cannot start, for instance because the port is
	 * taken; nothing is left behind then
	 */
	public static EndpointServer start(ServerOptions options, EndpointListener listener) {
		// while the broker starts: most of the time goes into loading classes
		CompletableFuture<TlsPort> opening = CompletableFuture.supplyAsync(() -> TlsPort.open(options.port(),
				options.privateKey(), options.certificateChain(), options.clientCertificates()),
				EndpointServer::startThread);
		EmbeddedBroker broker = null;
		try {
			broker = EmbeddedBroker.start(new Limits(options.disabledLimits()).inFlight());
			EndpointServer server = new EndpointServer(broker, opened(opening), options, listener);
			server.port.accept(server.context);
			// the first client needs it, be it for an authorizer or an event
			server.workers.execute(LifecycleEvents::loadJson);
			return server;
		}
		catch (RuntimeException | Error ex) {
			abandon(opening);
			if (broker != null) {
				broker.close();
			}
			throw ex;
		}
	}

	// Whoever is called by the event loop sees the class loader of who starts it.
	private static void startThread(Runnable task) {
		Thread thread = new Thread(task, "local-iot-core-start");
		thread.setDaemon(true);
		thread.start();
	}

	private static TlsPort opened(CompletableFuture<TlsPort> opening) {
		try {
			return opening.copy().orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause
					: new IllegalStateException("The port of the local endpoint could not be opened", ex.getCause());
		}
	}

	private static void abandon(CompletableFuture<TlsPort> opening) {
		try {
			opening.thenAccept(TlsPort::close).copy().orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
		}
		catch (CompletionException ex) {
			// it could not be opened
		}
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
	 * Return the faults that this endpoint can be asked to show.
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
		this.loop.run(() -> {
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
		this.loop.run(() -> {
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
		this.loop.run(() -> this.port.clients().forEach(Channels::cut));
	}

	/**
	 * Forget retained messages, delayed last wills, and the sessions of clients that are
	 * not connected. Does nothing when closed. Not to be called on the event loop.
	 * @throws IllegalStateException if that fails or takes too long
	 */
	public synchronized void forgetLeftovers() {
		if (!this.closed) {
			this.leftovers.forget();
		}
	}

	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.port.stopAccepting();
		List<Future<?>> leaving = List.of();
		try {
			leaving = this.loop.call(this::sayGoodbye, leaving);
		}
		finally {
			stop(leaving);
		}
	}

	// Return what the broker has to be through with before it stops: it is not prepared
	// for clients that leave meanwhile.
	private List<Future<?>> sayGoodbye() {
		this.context.sessions()
			.all()
			.forEach((session) -> session.end(EndReason.SERVER_INITIATED_DISCONNECT, ReasonCode.SERVER_SHUTTING_DOWN,
					STOPS));
		this.port.clients().forEach(EndpointServer::turnAway);
		List<Future<?>> leaving = this.leftovers.underWay();
		leaving.add(this.context.lifecycle().close());
		return leaving;
	}

	// Those who are not admitted, because they wait for their authorizer for instance.
	private static void turnAway(Channel client) {
		if (client.pipeline().get(LingeringClose.class) != null) {
			return;
		}
		ConnectHandler connecting = client.pipeline().get(ConnectHandler.class);
		if (connecting != null) {
			connecting.giveUp(client, STOPS);
		}
		else if (client.pipeline().get(Pipeline.RULES) == null) {
			Channels.close(client);
		}
	}

	private void stop(List<Future<?>> leaving) {
		long start = System.nanoTime();
		for (Future<?> future : leaving) {
			future.awaitUninterruptibly(left(start, RELEASE_MILLIS), TimeUnit.NANOSECONDS);
		}
		this.broker.close();
		this.port.clients().newCloseFuture().awaitUninterruptibly(left(start, FAREWELL_MILLIS), TimeUnit.NANOSECONDS);
		// before the authorizers are interrupted, which would refuse those who wait
		this.port.closeClients();
		this.workers.shutdownNow();
		this.port.close();
	}

	private static long left(long start, int millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis) - (System.nanoTime() - start);
	}

}
