package io.github.iotcustomauth.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.github.iotcustomauth.ConnectionEvent;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.credentials.EncodedCredentials;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection: makes an attempt, waits for its end, makes the next. Every
 * attempt asks for credentials and has a transport of its own.
 * <p>
 * All transitions run on one thread. Nothing here is locked, and nothing of the
 * application runs here.
 */
final class ConnectionLoop {

	private static final Log logger = LogFactory.getLog(ConnectionLoop.class);

	// AWS IoT Core quota: one CONNECT a second for a client id
	private static final Duration CONNECT_INTERVAL = Duration.ofSeconds(1);

	// transports that were given up but have not given back their handles
	private static final int MAX_UNRELEASED = 4;

	static final IotFailure CLOSED = new IotFailure(Kind.CLOSED, -1, "CONNECTION_CLOSED",
			"The application closed the connection");

	private final ConnectionSettings settings;

	private final Ports ports;

	private final ReconnectPolicy policy;

	private final Clock clock;

	private final ScheduledExecutorService executor;

	private final ExecutorService credentialsExecutor = CredentialsCall.executor();

	private final CompletableFuture<@Nullable Void> firstAttempt = new CompletableFuture<>();

	private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

	private volatile ConnectionStatus status;

	private volatile @Nullable MqttTransport live;

	private @Nullable Attempt current;

	private @Nullable Future<?> nextAttempt;

	private int attempts;

	private int unreleased;

	ConnectionLoop(ConnectionSettings settings, Ports ports, ReconnectPolicy policy, Clock clock,
			ScheduledExecutorService executor) {
		this.settings = settings;
		this.ports = ports;
		this.policy = policy;
		this.clock = clock;
		this.executor = executor;
		this.status = new ConnectionStatus(ConnectionState.NEW, clock.instant(), 0, null, null);
	}

	/**
	 * Start to connect.
	 * @return a future that completes with the first connection and fails with the first
	 * failure
	 */
	CompletableFuture<@Nullable Void> start() {
		execute(this::attempt);
		return this.firstAttempt;
	}

	/**
	 * Disconnect and make no more attempts.
	 * @return a future that completes when the transport has given back its handles
	 */
	CompletableFuture<@Nullable Void> stop() {
		execute(() -> {
			cancel(this.nextAttempt);
			transition(ConnectionState.STOPPING, null, null);
			Attempt attempt = this.current;
			if (attempt != null) {
				giveUp(attempt);
				if (attempt.connectedAt != null) {
					this.ports.events().accept(new ConnectionEvent.Disconnected(this.settings.clientId(), CLOSED));
				}
			}
			this.credentialsExecutor.shutdownNow();
			releasedOne(0);
		});
		return this.stopped;
	}

	/**
	 * Let go of everything, whether the transport has given back its handles or not.
	 */
	void terminate() {
		this.executor.shutdownNow();
		transition(ConnectionState.STOPPED, null, null);
	}

	ConnectionStatus status() {
		return this.status;
	}

	@Nullable MqttTransport live() {
		return this.live;
	}

	private void attempt() {
		if (this.unreleased >= MAX_UNRELEASED) {
			failed(Duration.ZERO,
					new IotFailure(Kind.NETWORK, -1, "TOO_MANY_ABANDONED_ATTEMPTS",
							this.unreleased + " earlier attempts have not ended yet; something accepts connections to "
									+ this.settings.endpoint() + " and never answers"));
			return;
		}
		this.attempts++;
		transition(ConnectionState.CONNECTING, this.status.lastFailure(), null);
		Attempt attempt = new Attempt();
		this.current = attempt;
		CompletableFuture<CustomAuthCredentials> call = CredentialsCall.ask(this.ports.credentials(),
				this.credentialsExecutor);
		attempt.limit(() -> call.completeExceptionally(
				new TimeoutException("no answer within " + this.settings.connectTimeout().toSeconds() + " s")));
		attempt.credentials = call;
		call.whenComplete((credentials, ex) -> execute(() -> open(attempt, credentials, ex)));
	}

	private void open(Attempt attempt, @Nullable CustomAuthCredentials credentials, @Nullable Throwable ex) {
		if (this.current != attempt) {
			return;
		}
		if (credentials == null) {
			logger.debug("The credentials provider failed", ex);
			ended(attempt,
					new IotFailure(Kind.CREDENTIALS, -1, "CREDENTIALS_PROVIDER_FAILED",
							"The credentials provider failed ("
									+ ((ex != null) ? ex.getClass().getSimpleName() : "no credentials")
									+ "); check the service that it asks, debug logging has the details"));
			return;
		}
		try {
			EncodedCredentials encoded = EncodedCredentials.encode(credentials, this.settings.credentialsLocation());
			MqttTransport transport = this.ports.transports().create(this.settings, encoded, attempt);
			attempt.opened(transport);
		}
		catch (IotConnectionException failure) {
			ended(attempt, failure.getFailure());
		}
		catch (IllegalArgumentException invalid) {
			ended(attempt,
					new IotFailure(Kind.CREDENTIALS, -1, "CREDENTIALS_INVALID", String.valueOf(invalid.getMessage())));
		}
	}

	private void connected(Attempt attempt, boolean sessionPresent) {
		if (this.current != attempt || attempt.transport == null) {
			return;
		}
		attempt.connectedAt = this.clock.instant();
		cancel(attempt.timer);
		this.attempts = 0;
		this.live = attempt.transport;
		transition(ConnectionState.CONNECTED, this.status.lastFailure(), null);
		logger.info("Connected to " + this.settings.endpoint() + " as '" + this.settings.clientId() + "'");
		this.ports.subscriptions().attach(attempt.transport, sessionPresent);
		this.ports.pending().attach(attempt.transport);
		this.ports.events().accept(new ConnectionEvent.Connected(this.settings.clientId(), sessionPresent));
		this.firstAttempt.complete(null);
	}

	private void ended(Attempt attempt, IotFailure failure) {
		if (this.current != attempt) {
			return;
		}
		Instant connectedAt = attempt.connectedAt;
		Duration lasted = (connectedAt != null) ? Duration.between(connectedAt, this.clock.instant()) : Duration.ZERO;
		giveUp(attempt);
		if (connectedAt != null) {
			this.ports.events().accept(new ConnectionEvent.Disconnected(this.settings.clientId(), failure));
		}
		failed(lasted, failure);
	}

	private void failed(Duration lasted, IotFailure failure) {
		Duration delay = max(this.policy.next(failure.kind(), lasted), CONNECT_INTERVAL.minus(lasted));
		Instant next = this.clock.instant().plus(delay);
		this.nextAttempt = schedule(this::attempt, delay);
		boolean rejected = (failure.kind() == Kind.REJECTED);
		transition(rejected ? ConnectionState.REJECTED : ConnectionState.WAITING, failure, next);
		logger.warn((lasted.isZero() ? "Attempt " + this.attempts + " to connect to " : "Lost the connection to ")
				+ this.settings.endpoint() + " as '" + this.settings.clientId() + "': " + failure + ". Next attempt in "
				+ delay.toMillis() + " ms");
		if (lasted.isZero()) {
			String clientId = this.settings.clientId();
			this.ports.events()
				.accept(rejected ? new ConnectionEvent.Refused(clientId, failure, next)
						: new ConnectionEvent.AttemptFailed(clientId, failure, next));
		}
		this.firstAttempt
			.completeExceptionally(new IotConnectionException("No connection to " + this.settings.endpoint(), failure));
	}

	private void giveUp(Attempt attempt) {
		this.current = null;
		this.live = null;
		cancel(attempt.timer);
		cancel(attempt.credentials);
		this.ports.pending().detach();
		this.ports.subscriptions().detach();
		if (attempt.transport != null) {
			attempt.transport.close();
		}
	}

	private void releasedOne(int released) {
		this.unreleased -= released;
		if (this.unreleased == 0 && this.status.state() == ConnectionState.STOPPING) {
			this.stopped.complete(null);
		}
	}

	private void transition(ConnectionState state, @Nullable IotFailure failure, @Nullable Instant next) {
		this.status = new ConnectionStatus(state, this.clock.instant(), this.attempts, failure, next);
	}

	private void execute(Runnable task) {
		if (!this.executor.isShutdown()) {
			this.executor.execute(guarded(task));
		}
	}

	private Future<?> schedule(Runnable task, Duration delay) {
		return this.executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	// a defect must not end the thread silently and with it the connection
	private static Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				logger.error("The connection loop failed unexpectedly", ex);
			}
		};
	}

	private static void cancel(@Nullable Future<?> future) {
		if (future != null) {
			future.cancel(false);
		}
	}

	private static Duration max(Duration one, Duration other) {
		return (one.compareTo(other) >= 0) ? one : other;
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
			Subscriptions subscriptions, InboundMessages inbound, Consumer<ConnectionEvent> events) {
	}

	/**
	 * One attempt. Its callbacks arrive on event-loop threads and are handed over.
	 */
	private final class Attempt implements MqttTransport.Listener {

		private @Nullable Future<?> credentials;

		private @Nullable MqttTransport transport;

		private @Nullable Instant connectedAt;

		private @Nullable Future<?> timer;

		void opened(MqttTransport transport) {
			this.transport = transport;
			ConnectionLoop.this.unreleased++;
			limit(() -> ended(this, transport.timedOut(ConnectionLoop.this.settings.connectTimeout())));
			transport.open();
		}

		void limit(Runnable expired) {
			cancel(this.timer);
			this.timer = schedule(expired, ConnectionLoop.this.settings.connectTimeout());
		}

		@Override
		public void onConnected(boolean sessionPresent) {
			execute(() -> connected(this, sessionPresent));
		}

		@Override
		public void onEnded(IotFailure failure) {
			execute(() -> ended(this, failure));
		}

		@Override
		public void onMessage(IotMessage message, Runnable acknowledgement) {
			ConnectionLoop.this.ports.inbound().accept(message, acknowledgement);
		}

		@Override
		public void onReleased() {
			execute(() -> releasedOne(1));
		}

	}

}
