package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.attempt.Attempt;
import io.github.iotcustomauth.internal.attempt.Preparation;
import io.github.iotcustomauth.internal.attempt.Preparations;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.engine.CapturedLog;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.filters.SessionFilters;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.publishing.TestPublishes;
import io.github.iotcustomauth.internal.receiving.Inbound;
import io.github.iotcustomauth.internal.transport.EndpointProbe;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.support.RecordedMeters;
import io.github.iotcustomauth.support.TestExecutors;
import io.github.iotcustomauth.transport.ConnectionSettings;

/**
 * A connection loop in virtual time. The test plays the server, the credentials provider
 * and the native client, which gives back its handles only when it is told to.
 */
final class TestLoop implements CustomAuthCredentialsProvider, MqttTransportFactory, AutoCloseable {

	static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

	final VirtualTime time = new VirtualTime();

	private final Engine engine = new Engine(this.time.executor(), this.time.clock(), this.time::nanoTime,
			new SplittableRandom(1));

	final RecordedMeters meters = new RecordedMeters();

	private final Outages outages = new Outages(this.engine, this.meters);

	final SessionFilters filters = new SessionFilters(this.engine, TestExecutors.SHARED,
			ConnectionSettings.builder("localhost", "device").build(), this::record, this.outages::end);

	final List<FakeTransport> transports = new ArrayList<>();

	final List<Object> events = new ArrayList<>();

	final List<CustomAuthCredentials> discarded = new ArrayList<>();

	final PendingPublishes pending = TestPublishes.create(this.engine,
			(settings) -> settings.maxPending(1000, 100_000));

	final ConnectionLoop loop;

	final NextAttempt next;

	/**
	 * What the receiver of messages is told.
	 */
	final List<String> calls = new ArrayList<>();

	/**
	 * Completes when the running handlers have returned.
	 */
	CompletableFuture<Void> paused = CompletableFuture.completedFuture(null);

	Runnable onEvent = () -> {
	};

	private final CapturedLog log = new CapturedLog(ConnectionLoop.class, ConnectionReport.class, Engine.class,
			Attempt.class, Renewal.class, Preparation.class, Preparations.class);

	private Supplier<CompletionStage<CustomAuthCredentials>> provider = () -> CompletableFuture
		.completedFuture(CustomAuthCredentials.builder().username("alice").password("secret").build());

	private Consumer<FakeTransport> creation = (transport) -> {
	};

	private Supplier<Optional<IotFailure>> probe;

	private Object trust = "trust";

	final StateHistory history = new StateHistory();

	private final Set<EndpointProbe> closedProbes = new HashSet<>();

	private int probes;

	private Executor threads = this.time.executor();

	private int asked;

	TestLoop(long seed) {
		ConnectionSettings settings = ConnectionSettings.builder("localhost", "device")
			.connectTimeout(CONNECT_TIMEOUT)
			.build();
		ReconnectPolicy policy = new ReconnectPolicy(settings.reconnectMinDelay(), settings.reconnectMaxDelay(),
				new SplittableRandom(seed));
		this.next = new NextAttempt(this.engine);
		this.loop = new ConnectionLoop(settings,
				new Ports(this.pending, this.filters, inbound(), this::record, this.history, this.outages, this.meters),
				this.engine, policy, this.next,
				new Preparations(settings, this, this, this.engine, (task) -> this.threads.execute(task)));
		this.engine.onFailure((ex) -> this.loop.recover(Preparation.unexpected(ex)));
	}

	private Inbound inbound() {
		return new Inbound() {

			@Override
			public void accept(IotMessage message, Runnable acknowledgement) {
				acknowledgement.run();
			}

			@Override
			public void connected(boolean sessionPresent) {
				TestLoop.this.calls.add("connected " + sessionPresent);
			}

			@Override
			public void acknowledgeAtOnce() {
				TestLoop.this.calls.add("acknowledge at once");
			}

			@Override
			public CompletableFuture<Void> pause() {
				TestLoop.this.calls.add("pause");
				return TestLoop.this.paused;
			}

			@Override
			public void resume() {
				TestLoop.this.calls.add("resume");
			}

		};
	}

	private void record(Object event) {
		this.onEvent.run();
		this.events.add(event);
	}

	@Override
	public CompletionStage<CustomAuthCredentials> getCredentials() {
		this.asked++;
		return this.provider.get();
	}

	@Override
	public void discard(CustomAuthCredentials credentials) {
		this.discarded.add(credentials);
	}

	@Override
	public MqttTransport create(ConnectionSettings settings, EncodedCredentials credentials,
			MqttTransport.Listener listener) {
		FakeTransport transport = new FakeTransport(listener, credentials).answeringRoundTrips();
		this.creation.accept(transport);
		this.transports.add(transport);
		return transport;
	}

	@Override
	public boolean isUnclear(IotFailure failure) {
		return this.probe != null && failure.reason() == FailureReason.TLS_FAILED;
	}

	@Override
	public Object trust() {
		return this.trust;
	}

	@Override
	public EndpointProbe probe(ConnectionSettings settings) {
		this.probes++;
		return new EndpointProbe() {

			@Override
			public Optional<IotFailure> run() {
				return TestLoop.this.probe.get();
			}

			@Override
			public void close() {
				TestLoop.this.closedProbes.add(this);
			}

		};
	}

	/**
	 * Keep what threads for the code of the application are to do.
	 * @return what they are to do from now on
	 */
	List<Runnable> holdThreads() {
		List<Runnable> held = new ArrayList<>();
		this.threads = held::add;
		return held;
	}

	void releaseThreads() {
		this.threads = this.time.executor();
	}

	void trust(Object trust) {
		this.trust = trust;
	}

	int closedProbes() {
		return this.closedProbes.size();
	}

	void probeWith(Supplier<Optional<IotFailure>> probe) {
		this.probe = probe;
	}

	int probes() {
		return this.probes;
	}

	void provide(Supplier<CompletionStage<CustomAuthCredentials>> provider) {
		this.provider = provider;
	}

	void onCreation(Consumer<FakeTransport> creation) {
		this.creation = creation;
	}

	int asked() {
		return this.asked;
	}

	FakeTransport transport() {
		return this.transports.get(this.transports.size() - 1);
	}

	/**
	 * Start, and have the server accept.
	 * @return this
	 */
	TestLoop connected() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		accept();
		return this;
	}

	void accept() {
		transport().listener().onConnected(false);
		this.time.settle();
	}

	void end(FailureReason reason) {
		end(IotFailure.of(reason, "Check the test"));
	}

	void end(IotFailure failure) {
		transport().listener().onEnded(failure, false);
		this.time.settle();
	}

	/**
	 * Have the server hang up.
	 */
	void hangUp() {
		transport().fail();
		transport().listener().onEnded(FakeTransport.LOST, true);
		this.time.settle();
	}

	void release(FakeTransport transport) {
		transport.listener().onReleased();
		this.time.settle();
	}

	/**
	 * Move to the next attempt.
	 * @return how long that took
	 */
	Duration awaitNextAttempt() {
		Duration delay = Duration.between(this.time.now(), status().nextAttempt());
		this.time.advance(delay);
		return delay;
	}

	ConnectionStatus status() {
		return this.loop.report().status();
	}

	ConnectionState state() {
		return status().state();
	}

	List<String> eventNames() {
		return this.events.stream().map(TestLoop::name).toList();
	}

	private static String name(Object event) {
		if (event instanceof DisconnectedEvent ended) {
			return ended.wasConnected() ? "Disconnected" : "AttemptFailed";
		}
		return "Connected";
	}

	CapturedLog log() {
		return this.log;
	}

	List<String> defects() {
		return this.log.lines(Level.ERROR);
	}

	@Override
	public void close() {
		this.log.close();
	}

}
