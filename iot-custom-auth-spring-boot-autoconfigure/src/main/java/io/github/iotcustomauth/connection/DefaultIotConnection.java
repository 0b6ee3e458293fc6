package io.github.iotcustomauth.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.github.iotcustomauth.ConnectionEvent;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotListenerErrorHandler;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.RetryingErrorHandler;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.store.PublishStore;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.MqttTransport;
import io.github.iotcustomauth.transport.MqttTransport.TransportLostException;
import io.github.iotcustomauth.transport.MqttTransportFactory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The {@link IotConnection}: started and stopped by its owner, any number of times.
 */
public final class DefaultIotConnection implements IotConnection {

	private static final Log logger = LogFactory.getLog(DefaultIotConnection.class);

	private static final int MAX_QUEUED = 1000;

	private static final int MAX_SHOWN_TOPICS = 20;

	private static final Duration TIME_TO_DISCONNECT = Duration.ofSeconds(1);

	private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(2);

	private static final IotFailure NOT_CONNECTED = new IotFailure(Kind.NETWORK, -1, "NOT_CONNECTED",
			"There is no connection at the moment and QoS 0 messages are not kept; use QoS 1 for what must arrive");

	private final ConnectionSettings settings;

	private final ConnectionExecutors executors;

	private final HandlerPool handlers;

	private final HandlerPool listeners = new HandlerPool("iot-event-", false);

	private final SessionFilters filters;

	private final PendingPublishes pending;

	private final @Nullable StoredPublishes stored;

	private final InboundMessages inbound;

	private final ConnectionLoop.Ports ports;

	private final ReconnectPolicy policy;

	private final ConnectionStatus initial = new ConnectionStatus(ConnectionState.NEW, Instant.now(), 0, 0, null, null);

	private volatile @Nullable ConnectionLoop loop;

	private volatile boolean running;

	/**
	 * Create a connection. Nothing is connected before {@link #start()}.
	 * @param settings the settings
	 * @param credentials asked before every attempt
	 * @param transports makes the transport of each attempt
	 * @param executors the threads, which other connections may use as well
	 * @param events told about the connection, on a thread of their own and in order
	 */
	public DefaultIotConnection(ConnectionSettings settings, CustomAuthCredentialsProvider credentials,
			MqttTransportFactory transports, ConnectionExecutors executors, Consumer<ConnectionEvent> events) {
		this(settings, credentials, transports, executors, events, new RetryingErrorHandler(), null);
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
	 */
	public DefaultIotConnection(ConnectionSettings settings, CustomAuthCredentialsProvider credentials,
			MqttTransportFactory transports, ConnectionExecutors executors, Consumer<ConnectionEvent> events,
			IotListenerErrorHandler errorHandler, @Nullable PublishStore store) {
		this.settings = settings;
		this.executors = executors;
		this.handlers = new HandlerPool("iot-handler-", settings.virtualThreads());
		this.pending = new PendingPublishes(settings.maxPendingPublishes(), settings.maxPendingBytes());
		this.stored = (store != null) ? new StoredPublishes(store, settings.clientId(), this.pending) : null;
		SerialQueue queue = new SerialQueue(this.listeners, MAX_QUEUED);
		Consumer<ConnectionEvent> queued = (event) -> {
			if (!queue.offer(() -> events.accept(event))) {
				logger.warn("A listener of connection events is too slow: " + event.getClass().getSimpleName()
						+ " was dropped");
			}
		};
		this.filters = new SessionFilters(executors.newEngine(), executors, settings.clientId(), queued);
		this.inbound = new InboundMessages(this.filters, errorHandler, () -> this);
		this.ports = new ConnectionLoop.Ports(credentials, transports, this.pending, this.filters, this.inbound,
				queued);
		this.policy = new ReconnectPolicy(settings.reconnectMinDelay(), settings.reconnectMaxDelay(),
				new SplittableRandom());
	}

	/**
	 * Start to connect. Returns at once.
	 * @return a future that completes with the first connection and fails, with an
	 * {@link IotConnectionException}, with the first failure; further attempts are made
	 * in both cases
	 */
	public synchronized CompletableFuture<@Nullable Void> start() {
		Assert.state(!this.running, "The connection has been started already");
		this.pending.open();
		if (this.stored != null) {
			this.stored.open();
		}
		this.handlers.open();
		this.listeners.open();
		this.inbound.open();
		ConnectionLoop started = new ConnectionLoop(this.settings, this.ports, this.policy, EngineThread.start(),
				CredentialsCall.executor(), (this.loop != null) ? this.loop.notBefore() : Instant.MIN);
		this.loop = started;
		this.running = true;
		return offEngine(started.start());
	}

	/**
	 * Stop: take no more messages, let the handlers finish, wait for the acknowledgements
	 * of what was published, disconnect and give back everything native.
	 * @param timeout how long all of it may take
	 */
	public synchronized void stop(Duration timeout) {
		ConnectionLoop stopping = this.loop;
		if (!this.running || stopping == null) {
			return;
		}
		this.running = false;
		long deadline = System.nanoTime() + timeout.toNanos();
		this.inbound.close();
		// what they have published needs time as well
		this.handlers.close(left(deadline).dividedBy(2));
		CompletableFuture<@Nullable Void> flushed = this.pending.close(ConnectionLoop.CLOSED);
		if (!flushed.isDone() && stopping.live() == null) {
			// it may just be made anew
			await(stopping.whenConnected(), min(TIME_TO_CONNECT, left(deadline)));
		}
		boolean connected = stopping.live() != null;
		if (connected) {
			await(flushed, left(deadline).minus(TIME_TO_DISCONNECT));
		}
		// an attempt that hangs in TCP or TLS gives its handles back much later
		await(stopping.stop(), connected ? left(deadline) : TIME_TO_DISCONNECT);
		stopping.terminate();
		// what is chained to these futures belongs to the application and may block
		CompletableFuture<@Nullable Void> givenUp = new CompletableFuture<>();
		this.listeners.execute(() -> {
			giveUpUnsent();
			givenUp.complete(null);
		});
		await(this.filters.failUnanswered(ConnectionLoop.CLOSED), left(deadline));
		await(givenUp, left(deadline));
		if (this.stored != null) {
			this.stored.close(left(deadline));
		}
		this.listeners.close(left(deadline));
	}

	private void giveUpUnsent() {
		if (this.stored != null) {
			Map<String, Integer> kept = this.pending.failAll(StoredPublishes.KEPT);
			if (!kept.isEmpty()) {
				logger.info("Messages without acknowledgement at the end, kept in the outbox: " + shown(kept));
			}
			return;
		}
		Map<String, Integer> lost = this.pending.failAll(ConnectionLoop.CLOSED);
		if (!lost.isEmpty()) {
			logger.warn("Messages without acknowledgement at the end: " + shown(lost));
		}
	}

	private static String shown(Map<String, Integer> topics) {
		int messages = topics.values().stream().mapToInt(Integer::intValue).sum();
		String shown = topics.entrySet()
			.stream()
			.limit(MAX_SHOWN_TOPICS)
			.map(Map.Entry::toString)
			.collect(Collectors.joining(", "));
		return messages + ", by topic: " + shown + ((topics.size() > MAX_SHOWN_TOPICS) ? ", ..." : "");
	}

	// in the time of System.nanoTime(): the clock may be set while the application stops
	private static Duration left(long deadline) {
		return Duration.ofNanos(deadline - System.nanoTime());
	}

	private static Duration min(Duration first, Duration second) {
		return (first.compareTo(second) < 0) ? first : second;
	}

	private static void await(CompletableFuture<@Nullable Void> future, Duration limit) {
		try {
			future.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.debug("Closing the connection goes on without waiting", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Whether the connection has been started and not been stopped since.
	 * @return whether it is running
	 */
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public CompletableFuture<@Nullable Void> publish(IotMessage message) {
		Assert.notNull(message, "'message' must not be null");
		if (message.qos() == Qos.AT_MOST_ONCE) {
			return publishOnce(message);
		}
		return (this.stored != null) ? this.stored.publish(message) : this.pending.publish(message);
	}

	private CompletableFuture<@Nullable Void> publishOnce(IotMessage message) {
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		Optional<MqttTransport> live = live();
		live.ifPresentOrElse((transport) -> transport.publish(message).whenComplete((code, ex) -> {
			if (ex == null) {
				result.complete(null);
			}
			else {
				result.completeExceptionally((ex instanceof TransportLostException) ? notConnected(message) : ex);
			}
		}), () -> result.completeExceptionally(notConnected(message)));
		return result;
	}

	private static IotConnectionException notConnected(IotMessage message) {
		return new IotConnectionException("Message for topic '" + message.topic() + "' was not published",
				NOT_CONNECTED);
	}

	@Override
	public CompletableFuture<@Nullable Void> subscribe(IotSubscription subscription) {
		Assert.notNull(subscription, "'subscription' must not be null");
		return this.filters.want(subscription, new SubscribedHandler(subscription, this.handlers, MAX_QUEUED));
	}

	@Override
	public CompletableFuture<@Nullable Void> unsubscribe(IotSubscription subscription) {
		Assert.notNull(subscription, "'subscription' must not be null");
		return this.filters.giveUp(subscription);
	}

	@Override
	public CompletableFuture<@Nullable Void> unsubscribe(TopicFilter filter) {
		Assert.notNull(filter, "'filter' must not be null");
		return this.filters.giveUp(filter);
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefusedSubscriptions() {
		return this.filters.refused();
	}

	@Override
	public CompletableFuture<@Nullable Void> reconnect() {
		ConnectionLoop current = this.loop;
		return (this.running && current != null) ? offEngine(current.reconnect()) : notRunning();
	}

	@Override
	public CompletableFuture<@Nullable Void> refreshCredentials() {
		ConnectionLoop current = this.loop;
		return (this.running && current != null) ? offEngine(current.refreshCredentials()) : notRunning();
	}

	// what is chained to the result belongs to the application and may block
	private CompletableFuture<@Nullable Void> offEngine(CompletableFuture<@Nullable Void> future) {
		CompletableFuture<@Nullable Void> result = this.executors.newFuture();
		future.whenComplete((nothing, ex) -> {
			if (ex != null) {
				this.executors.fail(result, ex);
			}
			else {
				this.executors.complete(result);
			}
		});
		return result;
	}

	private CompletableFuture<@Nullable Void> notRunning() {
		return CompletableFuture.failedFuture(
				new IotConnectionException("No connection to " + this.settings.endpoint(), ConnectionLoop.CLOSED));
	}

	@Override
	public String getClientId() {
		return this.settings.clientId();
	}

	/**
	 * The settings of the connection.
	 * @return the settings
	 */
	public ConnectionSettings getSettings() {
		return this.settings;
	}

	@Override
	public ConnectionStatus getStatus() {
		ConnectionLoop current = this.loop;
		return (current != null) ? current.status() : this.initial;
	}

	@Override
	public <T> Optional<T> unwrap(Class<T> type) {
		Assert.notNull(type, "'type' must not be null");
		return live().flatMap((transport) -> transport.unwrap(type));
	}

	private Optional<MqttTransport> live() {
		ConnectionLoop current = this.loop;
		return (current != null) ? Optional.ofNullable(current.live()) : Optional.empty();
	}

}
