package io.github.iotcustomauth.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

import io.github.iotcustomauth.ConnectionEvent;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.MqttReasonCodes;
import io.github.iotcustomauth.transport.MqttTransport;
import io.github.iotcustomauth.transport.MqttTransportFactory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection: makes an attempt, waits for its end, makes the next. Confined to
 * the engine thread, so that nothing is locked.
 */
final class ConnectionLoop implements Attempt.Owner {

	private static final Log logger = LogFactory.getLog(ConnectionLoop.class);

	static final IotFailure CLOSED = new IotFailure(Kind.CLOSED, -1, "CONNECTION_CLOSED",
			"The application closed the connection");

	private static final IotFailure RENEWED = new IotFailure(Kind.CLOSED, -1, "CONNECTION_RENEWED",
			"The connection is made anew, as asked for or because its credentials expire");

	// a DISCONNECT reaches the server before the next CONNECT when its transport is gone
	private static final Duration RELEASE_LIMIT = Duration.ofSeconds(1);

	private static final int MAX_UNRELEASED = 4;

	private final ConnectionSettings settings;

	private final Ports ports;

	private final ReconnectPolicy policy;

	private final EngineThread engine;

	private final CredentialsRenewal renewal;

	private final ExecutorService credentialsExecutor;

	private final Set<Attempt> unreleased = new HashSet<>();

	private final ConnectionWaiters waiters;

	private final NextAttempt next;

	private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

	private volatile ConnectionStatus status;

	private volatile @Nullable MqttTransport live;

	private @Nullable Attempt current;

	private @Nullable Attempt replaced;

	private @Nullable CustomAuthCredentials nextCredentials;

	private @Nullable CustomAuthCredentials lastPresented;

	private int attempts;

	private int refusals;

	ConnectionLoop(ConnectionSettings settings, Ports ports, ReconnectPolicy policy, EngineThread engine,
			ExecutorService credentialsExecutor) {
		this(settings, ports, policy, engine, credentialsExecutor, Instant.MIN);
	}

	/**
	 * Create a loop.
	 * @param settings the settings
	 * @param ports what it works with
	 * @param policy says when to make the next attempt
	 * @param engine the thread to run on
	 * @param credentialsExecutor runs the calls to the provider; shut down with the loop
	 * @param notBefore when the first attempt may start, because of an earlier loop
	 */
	ConnectionLoop(ConnectionSettings settings, Ports ports, ReconnectPolicy policy, EngineThread engine,
			ExecutorService credentialsExecutor, Instant notBefore) {
		this.credentialsExecutor = credentialsExecutor;
		this.next = new NextAttempt(engine, this::attempt, notBefore);
		this.waiters = new ConnectionWaiters(settings.endpoint());
		this.settings = settings;
		this.ports = ports;
		this.policy = policy;
		this.engine = engine;
		this.renewal = new CredentialsRenewal(ports.credentials(), settings.connectTimeout(), engine,
				credentialsExecutor, this::renew);
		this.status = new ConnectionStatus(ConnectionState.NEW, engine.now(), 0, 0, null, null);
	}

	/**
	 * Start to connect.
	 * @return a future that completes with the first connection and fails with the first
	 * failure
	 */
	CompletableFuture<@Nullable Void> start() {
		return whenConnected(() -> this.next.in(Duration.ZERO));
	}

	/**
	 * Connect again, or now rather than later.
	 * @return a future that completes with the next connection and fails with the next
	 * failure
	 */
	CompletableFuture<@Nullable Void> reconnect() {
		return whenConnected(() -> renew(null));
	}

	/**
	 * Ask for credentials and connect again with them.
	 * @return a future that completes with the next connection and fails with the next
	 * failure, of the provider or of the attempt
	 */
	CompletableFuture<@Nullable Void> refreshCredentials() {
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		this.engine.execute(() -> {
			Attempt attempt = this.current;
			if (attempt != null && this.live != null) {
				this.renewal.renewNow(attempt, result, () -> this.waiters.add(result));
			}
			else if (isStopping()) {
				this.waiters.fail(result, CLOSED);
			}
			else {
				CustomAuthCredentials presented = this.lastPresented;
				if (presented != null) {
					this.renewal.discard(presented);
				}
				this.waiters.add(result);
				renew(null);
			}
		});
		return result;
	}

	private CompletableFuture<@Nullable Void> whenConnected(Runnable task) {
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		this.engine.execute(() -> {
			if (isStopping()) {
				this.waiters.fail(result, CLOSED);
				return;
			}
			this.waiters.add(result);
			task.run();
		});
		return result;
	}

	private boolean isStopping() {
		return this.status.state() == ConnectionState.STOPPING;
	}

	/**
	 * Wait for the attempt that is under way or scheduled, if there is one.
	 * @return a future that completes when there is a connection and fails with the next
	 * failure
	 */
	CompletableFuture<@Nullable Void> whenConnected() {
		return whenConnected(() -> {
			if (this.live != null) {
				this.waiters.connected();
			}
		});
	}

	/**
	 * Disconnect and make no more attempts.
	 * @return a future that completes when the transport has given back its handles
	 */
	CompletableFuture<@Nullable Void> stop() {
		this.engine.execute(() -> {
			transition(ConnectionState.STOPPING, this.status.lastFailure(), null);
			this.next.cancel();
			if (this.current != null && this.current.connectedFor() == null) {
				this.next.connectSent();
			}
			this.replaced = this.current;
			leave(CLOSED);
			this.waiters.failed(CLOSED);
			this.credentialsExecutor.shutdownNow();
			if (this.replaced == null || this.replaced.isReleased()) {
				this.stopped.complete(null);
			}
		});
		return this.stopped;
	}

	/**
	 * Let go of everything, whether all transports have given back their handles or not.
	 */
	void terminate() {
		this.engine.stop();
		transition(ConnectionState.STOPPED, this.status.lastFailure(), null);
	}

	/**
	 * When a later loop may start its first attempt. To be asked after
	 * {@link #terminate()}.
	 * @return the instant
	 */
	Instant notBefore() {
		return this.next.notBefore();
	}

	ConnectionStatus status() {
		return this.status;
	}

	@Nullable MqttTransport live() {
		return this.live;
	}

	private void attempt() {
		this.next.cancel();
		if (this.unreleased.size() >= MAX_UNRELEASED) {
			failed(null,
					new IotFailure(Kind.NETWORK, -1, "TOO_MANY_ABANDONED_ATTEMPTS",
							this.unreleased.size()
									+ " earlier attempts have not ended yet; something accepts connections for "
									+ this.settings.endpoint() + " and never answers"));
			return;
		}
		this.replaced = null;
		this.attempts++;
		transition(ConnectionState.CONNECTING, this.status.lastFailure(), null);
		Attempt attempt = new Attempt(this.settings, this.ports.transports(), this.ports.inbound(), this.engine, this);
		this.current = attempt;
		this.unreleased.add(attempt);
		CustomAuthCredentials given = this.nextCredentials;
		this.nextCredentials = null;
		if (given != null) {
			attempt.begin(given);
		}
		else {
			attempt.begin(this.ports.credentials(), this.credentialsExecutor);
		}
	}

	@Override
	public void connected(Attempt attempt, MqttTransport transport, boolean sessionPresent) {
		this.next.connectSent();
		this.attempts = 0;
		this.refusals = 0;
		this.live = transport;
		transition(ConnectionState.CONNECTED, this.status.lastFailure(), null);
		logger.info("Connected to " + this.settings.endpoint() + " as '" + this.settings.clientId() + "'");
		this.ports.subscriptions().attach(transport, sessionPresent);
		this.ports.pending().attach(transport);
		this.ports.events().accept(new ConnectionEvent.Connected(this.settings.clientId(), sessionPresent));
		this.renewal.watch(attempt);
		this.waiters.connected();
	}

	@Override
	public void ended(Attempt attempt, IotFailure failure) {
		Duration lasted = attempt.connectedFor();
		if (lasted == null) {
			// its CONNECT may just have been sent
			this.next.connectSent();
		}
		CustomAuthCredentials presented = attempt.credentials();
		this.lastPresented = presented;
		leave(failure);
		if (failure.kind() == Kind.REJECTED && lasted == null && presented != null) {
			this.refusals++;
			this.renewal.discard(presented);
		}
		failed(lasted, failure);
	}

	// a lasted of null means that there was no connection
	private void failed(@Nullable Duration lasted, IotFailure failure) {
		Duration delay = this.policy.next(failure.kind(), (lasted != null) ? lasted : Duration.ZERO);
		Instant next = this.next.in(delay);
		boolean rejected = failure.kind() == Kind.REJECTED;
		transition(rejected ? ConnectionState.REJECTED : ConnectionState.WAITING, failure, next);
		String clientId = this.settings.clientId();
		logger.warn(((lasted != null) ? "Lost the connection to " : "Attempt " + this.attempts + " to connect to ")
				+ this.settings.endpoint() + " as '" + clientId + "': " + failure + ". Next attempt in "
				+ Duration.between(this.engine.now(), next).toMillis() + " ms");
		if (lasted == null) {
			boolean answered = failure.code() >= MqttReasonCodes.FIRST_ERROR && failure.code() <= MqttReasonCodes.LAST;
			this.ports.events()
				.accept(answered ? new ConnectionEvent.Refused(clientId, failure, next)
						: new ConnectionEvent.AttemptFailed(clientId, failure, next));
		}
		this.waiters.failed(failure);
	}

	private void renew(@Nullable CustomAuthCredentials credentials) {
		ConnectionState state = this.status.state();
		if (state == ConnectionState.STOPPING || state == ConnectionState.CONNECTING) {
			return;
		}
		this.nextCredentials = credentials;
		if (this.current != null) {
			this.replaced = this.current;
		}
		leave(RENEWED);
		boolean gone = this.replaced == null || this.replaced.isReleased();
		Instant next = this.next.in(gone ? Duration.ZERO : RELEASE_LIMIT);
		transition(ConnectionState.WAITING, this.status.lastFailure(), next);
	}

	@Override
	public void released(Attempt attempt) {
		this.unreleased.remove(attempt);
		if (attempt != this.replaced) {
			return;
		}
		if (this.status.state() == ConnectionState.STOPPING) {
			this.stopped.complete(null);
		}
		else if (this.next.isScheduled()) {
			this.next.in(Duration.ZERO);
		}
	}

	private void leave(IotFailure failure) {
		Attempt attempt = this.current;
		if (attempt == null) {
			return;
		}
		this.current = null;
		this.live = null;
		this.renewal.cancel();
		this.ports.pending().detach();
		this.ports.subscriptions().detach();
		attempt.giveUp();
		if (attempt.isReleased()) {
			this.unreleased.remove(attempt);
		}
		if (attempt.connectedFor() != null) {
			this.ports.events().accept(new ConnectionEvent.Disconnected(this.settings.clientId(), failure));
		}
	}

	private void transition(ConnectionState state, @Nullable IotFailure failure, @Nullable Instant next) {
		this.status = new ConnectionStatus(state, this.engine.now(), this.attempts, this.refusals, failure, next);
	}

	/**
	 * What the loop works with.
	 *
	 * @param credentials asked before every attempt
	 * @param transports makes the transport of an attempt
	 * @param pending told about the live transport
	 * @param subscriptions told about the live transport
	 * @param inbound takes the messages
	 * @param events takes the events; must not block
	 */
	record Ports(CustomAuthCredentialsProvider credentials, MqttTransportFactory transports, PendingPublishes pending,
			SessionFilters subscriptions, InboundMessages inbound, Consumer<ConnectionEvent> events) {
	}

}
