package io.github.iotcustomauth.benchmarks.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.ExponentialBackoffRetryOptions.JitterMode;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.ClientSessionBehavior;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.LifecycleEvents;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder;
import software.amazon.awssdk.crt.mqtt5.OnAttemptingConnectReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionFailureReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionSuccessReturn;
import software.amazon.awssdk.crt.mqtt5.OnDisconnectionReturn;
import software.amazon.awssdk.crt.mqtt5.OnStoppedReturn;
import software.amazon.awssdk.crt.mqtt5.QOS;
import software.amazon.awssdk.crt.mqtt5.packets.ConnectPacket.ConnectPacketBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.PublishPacket;
import software.amazon.awssdk.crt.mqtt5.packets.PublishPacket.PublishPacketBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.SubscribePacket.SubscribePacketBuilder;

/**
 * The bare MQTT 5 client of the AWS Common Runtime as a careful application uses it: an
 * event loop of its own, no Nagle delay, and a TLS context that is kept.
 */
public final class CrtClient implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final TlsContext tls;

	private final Mqtt5Client client;

	private volatile CountDownLatch connected = new CountDownLatch(1);

	private volatile CountDownLatch stopped = new CountDownLatch(1);

	private volatile Runnable onConnected = () -> {
	};

	/**
	 * Create a client, which is not connected.
	 * @param address the server
	 * @param clientId the client id
	 * @param messages receives messages on the event loop
	 */
	public CrtClient(Address address, String clientId, Consumer<PublishPacket> messages) {
		this(address, clientId, messages, (options) -> {
		});
	}

	private CrtClient(Address address, String clientId, Consumer<PublishPacket> messages,
			Consumer<Mqtt5ClientOptionsBuilder> customizer) {
		try (TlsContextOptions tlsOptions = TlsContextOptions.createDefaultClient()) {
			tlsOptions.overrideDefaultTrustStore(address.caPem());
			if (address.alpn() != null) {
				tlsOptions.withAlpnList(address.alpn());
			}
			this.tls = new TlsContext(tlsOptions);
		}
		SocketOptions sockets = new SocketOptions();
		sockets.tcpNoDelay = SocketOptions.TcpNoDelay.ON;
		EventLoopGroup loops = new EventLoopGroup(1);
		Mqtt5ClientOptionsBuilder options = new Mqtt5ClientOptionsBuilder(Address.HOST, (long) address.port())
			.withTlsContext(this.tls)
			.withSocketOptions(sockets)
			.withBootstrap(new ClientBootstrap(loops, new HostResolver(loops)))
			.withConnectOptions(new ConnectPacketBuilder().withClientId(clientId)
				.withReceiveMaximum(100L)
				.withKeepAliveIntervalSeconds(60L)
				.withUsername(Address.USER)
				.withPassword(Address.USER.getBytes(StandardCharsets.UTF_8))
				.build())
			.withSessionBehavior(ClientSessionBehavior.CLEAN)
			.withDisableMetrics(true)
			.withPublishEvents((client, message) -> messages.accept(message.getPublishPacket()))
			.withLifecycleEvents(new Lifecycle());
		customizer.accept(options);
		this.client = new Mqtt5Client(options.build());
	}

	/**
	 * Create a client that reconnects within bounds of its own, each time as if it were
	 * the first.
	 * @param address the server
	 * @param clientId the client id
	 * @param min the shortest delay
	 * @param max the longest delay
	 * @param jitter whether delays are random, as is the default
	 * @param messages receives messages on the event loop
	 * @return the client
	 */
	public static CrtClient reconnecting(Address address, String clientId, Duration min, Duration max, boolean jitter,
			Consumer<PublishPacket> messages) {
		return new CrtClient(address, clientId, messages, (options) -> {
			options.withMinReconnectDelayMs(min.toMillis())
				.withMaxReconnectDelayMs(max.toMillis())
				.withMinConnectedTimeToResetReconnectDelayMs(1000L);
			if (!jitter) {
				options.withRetryJitterMode(JitterMode.None);
			}
		});
	}

	/**
	 * Connect, and subscribe again whenever the client has reconnected.
	 * @param filter the topic filter
	 * @return this client
	 * @throws InterruptedException if the thread is interrupted
	 */
	public CrtClient connectSubscribed(String filter) throws InterruptedException {
		this.onConnected = () -> this.client
			.subscribe(new SubscribePacketBuilder().withSubscription(filter, QOS.AT_MOST_ONCE).build());
		return connect();
	}

	/**
	 * Connect.
	 * @return this client
	 * @throws InterruptedException if the thread is interrupted
	 */
	public CrtClient connect() throws InterruptedException {
		this.connected = new CountDownLatch(1);
		this.stopped = new CountDownLatch(1);
		this.client.start();
		await(this.connected, "connected");
		return this;
	}

	/**
	 * Disconnect, and wait until that is done.
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void disconnect() throws InterruptedException {
		this.client.stop();
		await(this.stopped, "stopped");
	}

	private void await(CountDownLatch latch, String state) throws InterruptedException {
		if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException("The CRT client is not " + state + " after " + LIMIT);
		}
	}

	/**
	 * Subscribe with QoS 1.
	 * @param filter the topic filter
	 * @return this client
	 * @throws Exception if it fails
	 */
	public CrtClient subscribe(String filter) throws Exception {
		this.client.subscribe(new SubscribePacketBuilder().withSubscription(filter, QOS.AT_LEAST_ONCE).build())
			.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		return this;
	}

	/**
	 * Publish a message.
	 * @param topic the topic
	 * @param qos the QoS
	 * @param payload the payload
	 * @return the acknowledgment
	 */
	public CompletableFuture<?> publish(String topic, QOS qos, byte[] payload) {
		return this.client.publish(new PublishPacketBuilder(topic, qos, payload).build());
	}

	@Override
	public void close() {
		this.client.close();
		this.tls.close();
	}

	private final class Lifecycle implements LifecycleEvents {

		@Override
		public void onAttemptingConnect(Mqtt5Client client, OnAttemptingConnectReturn attempt) {
		}

		@Override
		public void onConnectionSuccess(Mqtt5Client client, OnConnectionSuccessReturn success) {
			CrtClient.this.onConnected.run();
			CrtClient.this.connected.countDown();
		}

		@Override
		public void onConnectionFailure(Mqtt5Client client, OnConnectionFailureReturn failure) {
		}

		@Override
		public void onDisconnection(Mqtt5Client client, OnDisconnectionReturn end) {
		}

		@Override
		public void onStopped(Mqtt5Client client, OnStoppedReturn end) {
			CrtClient.this.stopped.countDown();
		}

	}

}
