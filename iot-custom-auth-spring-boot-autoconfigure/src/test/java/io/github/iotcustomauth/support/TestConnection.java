package io.github.iotcustomauth.support;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;

import org.springframework.boot.ssl.SslBundle;

/**
 * A connection on the real transport together with what it reported.
 */
public final class TestConnection implements AutoCloseable {

	public static final Duration LIMIT = Duration.ofSeconds(20);

	private final CrtMqttTransportFactory transports;

	private final DefaultIotConnection connection;

	private final List<Object> events = new CopyOnWriteArrayList<>();

	private final BlockingQueue<IotMessage> received = new LinkedBlockingQueue<>();

	public TestConnection(ConnectionSettings settings, CustomAuthCredentialsProvider credentials, SslBundle trust) {
		this.transports = new CrtMqttTransportFactory(() -> trust, List.of());
		this.connection = new DefaultIotConnection(settings, credentials, this.transports, TestExecutors.SHARED,
				this.events::add);
	}

	public TestConnection(LocalEndpoint endpoint, ConnectionSettings.Builder settings,
			CustomAuthCredentials credentials) {
		this(settings.build(), CustomAuthCredentialsProvider.of(credentials), endpoint.trust());
	}

	public TestConnection(LocalEndpoint endpoint, String clientId) {
		this(endpoint, endpoint.settings(clientId), LocalEndpoint.ALICE);
	}

	public TestConnection connected() {
		get(this.connection.start());
		return this;
	}

	public TestConnection subscribed(String filter) {
		get(this.connection.subscribe(TopicFilter.of(filter), Qos.AT_LEAST_ONCE, this.received::add));
		return this;
	}

	public void publish(String topic, String payload) {
		get(this.connection.publish(IotMessage.of(topic, payload)));
	}

	public IotMessage nextMessage() throws InterruptedException {
		IotMessage message = this.received.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		if (message == null) {
			throw new AssertionError("No message arrived within " + LIMIT);
		}
		return message;
	}

	public BlockingQueue<IotMessage> received() {
		return this.received;
	}

	public DefaultIotConnection connection() {
		return this.connection;
	}

	public List<Object> events() {
		return this.events;
	}

	public static void get(ActiveSubscription subscription) {
		get(subscription.getGranted());
	}

	public static <T> T get(CompletableFuture<T> future) {
		return future.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	@Override
	public void close() {
		this.connection.stop(Duration.ofSeconds(5));
		this.transports.close();
	}

}
