package io.github.iotcustomauth.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.function.ThrowingConsumer;

/**
 * An application with a connection on the real native client, whose credentials and way
 * to the endpoint may go wrong.
 */
final class Application implements AutoCloseable {

	static final CustomAuthCredentialsProvider GOOD = CustomAuthCredentialsProvider
		.of(CustomAuthCredentials.builder().username("alice").password("secret").build());

	static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

	// AWS allows one CONNECT a second for a client id
	private static final Duration CONNECT_INTERVAL = Duration.ofMillis(1100);

	private final List<Object> events = new CopyOnWriteArrayList<>();

	private final CrtMqttTransportFactory transports;

	private final ConnectionExecutors executors;

	private final DefaultIotConnection connection;

	private volatile ConnectionSettings settings;

	private volatile CustomAuthCredentialsProvider provider = GOOD;

	Application(ConnectionSettings settings, SslBundle trust) {
		this(settings, trust, Clock.systemUTC());
	}

	/**
	 * Create an application with a clock of its own.
	 * @param settings the settings
	 * @param trust trusts the endpoint
	 * @param clock the wall clock of its connection
	 */
	Application(ConnectionSettings settings, SslBundle trust, Clock clock) {
		this.settings = settings;
		this.executors = new ConnectionExecutors(false, clock);
		this.transports = new CrtMqttTransportFactory(() -> trust, List.of());
		this.connection = new DefaultIotConnection(settings, () -> this.provider.getCredentials(),
				(asBuilt, credentials, listener) -> this.transports.create(this.settings, credentials, listener),
				this.executors, this.events::add);
	}

	Application receiving(String filter, ThrowingConsumer<IotMessage> handler) {
		this.connection.subscribe(TopicFilter.of(filter), Qos.AT_LEAST_ONCE, handler);
		return this;
	}

	Application connected() {
		this.connection.start().orTimeout(30, TimeUnit.SECONDS).join();
		return this;
	}

	/**
	 * Use other credentials from the next attempt on.
	 * @param provider the provider
	 */
	void presenting(CustomAuthCredentialsProvider provider) {
		this.provider = provider;
	}

	/**
	 * Use other settings for the transports from the next attempt on.
	 * @param settings the settings
	 */
	void using(ConnectionSettings settings) {
		this.settings = settings;
	}

	ConnectionSettings settings() {
		return this.connection.getSettings();
	}

	DefaultIotConnection connection() {
		return this.connection;
	}

	CompletableFuture<Void> reconnect() {
		return this.connection.reconnect();
	}

	CompletableFuture<Void> refreshCredentials() {
		return this.connection.refreshCredentials();
	}

	ConnectionStatus status() {
		return this.connection.getStatus();
	}

	List<Object> events() {
		return this.events;
	}

	/**
	 * Return whether another client may connect with the id of this one.
	 */
	boolean isOpenToTakeOver() {
		ConnectionStatus status = status();
		return status.isConnected() && Duration.between(status.since(), Instant.now()).compareTo(CONNECT_INTERVAL) > 0;
	}

	void stop() {
		this.connection.stop(TIME_TO_STOP);
	}

	@Override
	public void close() {
		stop();
		this.transports.close();
		this.executors.close();
	}

}
