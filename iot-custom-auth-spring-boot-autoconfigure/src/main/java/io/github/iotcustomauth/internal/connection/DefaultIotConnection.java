package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.attempt.Preparations;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.filters.SessionFilters;
import io.github.iotcustomauth.internal.limits.MessageLimits;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.outbox.Outbox;
import io.github.iotcustomauth.internal.pool.PoolMember;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.receiving.ErrorHandling;
import io.github.iotcustomauth.internal.receiving.InboundMessages;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The {@link IotConnection}: started and stopped by its owner, any number of times.
 */
public class DefaultIotConnection implements PoolMember {

	private final ConnectionSettings settings;

	private final ConnectionExecutors executors;

	private final Engine engine;

	private final SessionFilters filters;

	private final PendingPublishes pending;

	private final @Nullable Outbox outbox;

	private final InboundMessages inbound;

	private final EventQueue events;

	private final Ports ports;

	private final ConnectionMonitor monitor;

	private final ReconnectPolicy policy;

	private final NextAttempt next;

	private final Preparations preparations;

	private final ConnectionStatus initial = new ConnectionStatus(ConnectionState.NEW, Instant.now(), 0, 0, null, null);

	// in objects of their own, which a spy of a test shares with its original
	private final AtomicReference<@Nullable ConnectionRun> run = new AtomicReference<>();

	private final AtomicBoolean running = new AtomicBoolean();

	/**
	 * Create a connection. Nothing is connected before {@link #start()}.
	 * @param settings the settings
	 * @param credentials asked before every attempt
	 * @param transports makes the transport of each attempt
	 * @param executors the threads, which other connections may use as well
	 * @param events told about the connection, on a thread of their own and in order
	 */
	public DefaultIotConnection(ConnectionSettings settings, CustomAuthCredentialsProvider credentials,
			MqttTransportFactory transports, ConnectionExecutors executors, Consumer<Object> events) {
		this(settings, credentials, transports, executors, events, IotListenerErrorHandler.retrying(), null,
				ConnectionMeters.NONE);
	}

	/**
	 * Create a connection. Nothing is connected before {@link #start()}.
	 * @param settings the settings
	 * @param credentials asked before every attempt
	 * @param transports makes the transport of each attempt
	 * @param executors the threads, which other connections may use as well
	 * @param events told about the connection, on a thread of their own and in order
	 * @param errorHandler decides about messages whose handler failed
	 * @param store keeps accepted QoS 1 publishes beyond the end of the process, or
	 * {@code null}
	 * @param meters told what happens to the connection and its messages
	 */
	public DefaultIotConnection(ConnectionSettings settings, CustomAuthCredentialsProvider credentials,
			MqttTransportFactory transports, ConnectionExecutors executors, Consumer<Object> events,
			IotListenerErrorHandler errorHandler, @Nullable PublishStore store, ConnectionMeters meters) {
		this.settings = settings;
		this.executors = executors;
		this.engine = executors.newEngine();
		this.events = new EventQueue(events, executors.handlers(), this.engine);
		Outages outages = new Outages(this.engine, meters);
		this.filters = new SessionFilters(this.engine, executors, settings, this.events, outages::end);
		this.pending = new PendingPublishes(settings, this.filters.suspects(), this.engine, meters,
				executors.callbacks(), executors.completions());
		this.outbox = (store != null) ? new Outbox(store, settings.clientId(), this.pending) : null;
		this.inbound = new InboundMessages(this.filters::matching, settings.receiveMaximum(), executors.handlers(),
				this.engine, new ErrorHandling(errorHandler::handle, this), this::reconnect, meters);
		this.inbound.onExcessOfPaused(this.filters::suspend);
		this.ports = new Ports(this.pending, this.filters, this.inbound, this.events, new StateHistory(), outages,
				meters);
		this.monitor = new ConnectionMonitor(this.filters, this.pending, this.inbound, this.ports.history(),
				credentials, executors, () -> Optional.ofNullable(this.run.get()).map(ConnectionRun::loop));
		this.next = new NextAttempt(this.engine);
		this.preparations = new Preparations(settings, credentials, transports, this.engine, executors.handlers());
		this.policy = new ReconnectPolicy(settings.reconnectMinDelay(), settings.reconnectMaxDelay(),
				new SplittableRandom());
	}

	/**
	 * Start to connect. Returns at once.
	 * @return a future that completes with the first connection and fails, with an
	 * {@link IotConnectionException}, with the first failure; further attempts are made
	 * in both cases
	 */
	public CompletableFuture<@Nullable Void> start() {
		return start(Duration.ZERO);
	}

	/**
	 * Start to connect. Returns at once.
	 * @param delay when to connect
	 * @return see {@link #start()}
	 */
	public synchronized CompletableFuture<@Nullable Void> start(Duration delay) {
		Assert.state(!this.running.get(), "The connection has been started already");
		ConnectionLoop loop = new ConnectionLoop(this.settings, this.ports, this.engine, this.policy, this.next,
				this.preparations);
		ConnectionRun started = new ConnectionRun(loop, this.engine, this.ports, this.inbound, this.outbox,
				this.events);
		this.run.set(started);
		CompletableFuture<@Nullable Void> connected = started.start(delay);
		this.running.set(true);
		return this.executors.forApplication(connected);
	}

	/**
	 * Stop: take no more messages, let the handlers finish, wait for the acknowledgements
	 * of what was published, disconnect and give back everything native.
	 * @param timeout how long all of it may take
	 */
	public void stop(Duration timeout) {
		stop(timeout, CompletableFuture.completedFuture(null));
	}

	/**
	 * Stop, as {@link #stop(Duration)} does.
	 * @param timeout how long all of it may take
	 * @param handled completes when the handlers of other connections have finished,
	 * which may publish by this one
	 */
	public synchronized void stop(Duration timeout, CompletableFuture<?> handled) {
		ConnectionRun stopping = this.run.get();
		if (this.running.get() && stopping != null) {
			this.running.set(false);
			stopping.stop(timeout, handled);
		}
	}

	/**
	 * Take no more messages, before a stop.
	 * @return completes when the handlers have finished
	 */
	public CompletableFuture<@Nullable Void> stopReceiving() {
		ConnectionRun stopping = this.run.get();
		return (this.running.get() && stopping != null) ? stopping.stopReceiving()
				: CompletableFuture.completedFuture(null);
	}

	/**
	 * Whether the connection has been started and not been stopped since.
	 * @return whether it is running
	 */
	public boolean isRunning() {
		return this.running.get();
	}

	@Override
	public CompletableFuture<@Nullable Void> publish(IotMessage message) {
		Assert.notNull(message, "'message' must not be null");
		MessageLimits.require(message);
		return (this.outbox != null) ? this.outbox.publish(message) : this.pending.publish(message);
	}

	@Override
	public CompletableFuture<@Nullable Void> publishUnstored(IotMessage message) {
		Assert.notNull(message, "'message' must not be null");
		MessageLimits.require(message);
		return this.pending.publish(message);
	}

	@Override
	public ActiveSubscription subscribe(IotSubscription subscription) {
		Assert.notNull(subscription, "'subscription' must not be null");
		CompletableFuture<@Nullable Void> granted = this.filters.want(subscription,
				this.inbound.handlerOf(subscription));
		// when the filters match, which the engine sees to
		this.engine.execute(() -> this.inbound.subscribed(subscription));
		return new DefaultSubscription(subscription, granted, this.filters);
	}

	@Override
	public CompletableFuture<@Nullable Void> unsubscribe(ActiveSubscription subscription) {
		Assert.notNull(subscription, "'subscription' must not be null");
		this.inbound.givenUp(subscription.getSubscription());
		return this.filters.giveUp(subscription.getSubscription());
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefusedSubscriptions() {
		return this.filters.refused();
	}

	@Override
	public ReceiveStatus getReceiveStatus() {
		return this.inbound.receiveStatus();
	}

	/**
	 * Tell that the application has started. Messages of a kept session are held a little
	 * longer for subscribers that have not come yet.
	 */
	public void applicationReady() {
		this.inbound.applicationReady();
	}

	@Override
	public CompletableFuture<@Nullable Void> reconnect() {
		ConnectionRun current = this.run.get();
		return (this.running.get() && current != null) ? this.executors.forApplication(current.loop().reconnect())
				: notRunning();
	}

	@Override
	public CompletableFuture<@Nullable Void> refreshCredentials() {
		ConnectionRun current = this.run.get();
		return (this.running.get() && current != null)
				? this.executors.forApplication(current.loop().refreshCredentials()) : notRunning();
	}

	private CompletableFuture<@Nullable Void> notRunning() {
		CompletableFuture<@Nullable Void> result = this.executors.newFuture();
		result.completeExceptionally(
				new IotConnectionException("No connection to " + this.settings.address(), ConnectionLoop.CLOSED));
		return result;
	}

	@Override
	public String getName() {
		return this.settings.name();
	}

	@Override
	public String getClientId() {
		return this.settings.clientId();
	}

	/**
	 * The outbox of the connection.
	 * @return the outbox, or {@code null} if there is none
	 */
	public @Nullable Outbox getOutbox() {
		return this.outbox;
	}

	/**
	 * The settings of the connection.
	 * @return the settings
	 */
	public ConnectionSettings getSettings() {
		return this.settings;
	}

	/**
	 * What those who run the application see of the connection, and can do with it.
	 * @return the monitor
	 */
	public ConnectionMonitor getMonitor() {
		return this.monitor;
	}

	@Override
	public ConnectionStatus getStatus() {
		ConnectionRun current = this.run.get();
		return (current != null) ? current.loop().report().status() : this.initial;
	}

	@Override
	public <T> Optional<T> unwrap(Class<T> type) {
		Assert.notNull(type, "'type' must not be null");
		return Optional.ofNullable(this.run.get())
			.map((current) -> current.loop().live())
			.flatMap((transport) -> transport.unwrap(type));
	}

}
