package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.io.ExponentialBackoffRetryOptions.JitterMode;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions;
import software.amazon.awssdk.crt.mqtt5.OnAttemptingConnectReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionFailureReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionSuccessReturn;
import software.amazon.awssdk.crt.mqtt5.OnDisconnectionReturn;
import software.amazon.awssdk.crt.mqtt5.OnStoppedReturn;
import software.amazon.awssdk.crt.mqtt5.PublishResult;
import software.amazon.awssdk.crt.mqtt5.QOS;
import software.amazon.awssdk.crt.mqtt5.packets.ConnectPacket;
import software.amazon.awssdk.crt.mqtt5.packets.DisconnectPacket;
import software.amazon.awssdk.crt.mqtt5.packets.PublishPacket;
import software.amazon.awssdk.crt.mqtt5.packets.SubAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.SubscribePacket;
import software.amazon.awssdk.crt.mqtt5.packets.UnsubAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.UnsubscribePacket;

/**
 * One connection attempt of AWS's own MQTT 5 client.
 */
final class CrtClient implements AutoCloseable, Mqtt5ClientOptions.LifecycleEvents {

	private static final String TRUST = TestEndpoint.CERTIFICATE.getRootCertificatePEM();

	private final CompletableFuture<OnConnectionSuccessReturn> success = new CompletableFuture<>();

	private final CompletableFuture<OnConnectionFailureReturn> failure = new CompletableFuture<>();

	private final CompletableFuture<OnDisconnectionReturn> disconnection = new CompletableFuture<>();

	private final CompletableFuture<OnStoppedReturn> stopped = new CompletableFuture<>();

	private final BlockingQueue<PublishPacket> messages = new LinkedBlockingQueue<>();

	private final Mqtt5Client client;

	private volatile boolean acknowledging = true;

	private CrtClient(int port, boolean webSocket, String clientId,
			Consumer<ConnectPacket.ConnectPacketBuilder> connect, String path, String trust, @Nullable X509Bundle own) {
		ConnectPacket.ConnectPacketBuilder packet = new ConnectPacket.ConnectPacketBuilder().withClientId(clientId)
			.withKeepAliveIntervalSeconds(60L);
		connect.accept(packet);
		try (TlsContextOptions tls = (own != null)
				? TlsContextOptions.createWithMtls(own.getCertificatePEM(), own.getPrivateKeyPEM())
				: TlsContextOptions.createDefaultClient(); SocketOptions socket = new SocketOptions()) {
			tls.overrideDefaultTrustStore(trust);
			if (!webSocket && own == null) {
				tls.withAlpnList("mqtt");
			}
			socket.tcpNoDelay = SocketOptions.TcpNoDelay.ON;
			try (TlsContext context = new TlsContext(tls)) {
				Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder options = new Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder(
						"localhost", (long) port)
					.withTlsContext(context)
					.withSocketOptions(socket)
					.withConnectOptions(packet.build())
					.withDisableMetrics(true)
					.withRetryJitterMode(JitterMode.None)
					.withMinReconnectDelayMs(600_000L)
					.withMaxReconnectDelayMs(600_000L)
					.withLifecycleEvents(this)
					.withPublishEvents((client, received) -> {
						if (!this.acknowledging) {
							received.acquirePublishAcknowledgementControl();
						}
						this.messages.add(received.getPublishPacket());
					});
				if (webSocket) {
					options.withWebsocketHandshakeTransform((args) -> {
						args.getHttpRequest().setEncodedPath(path);
						args.complete(args.getHttpRequest());
					});
				}
				this.client = new Mqtt5Client(options.build());
			}
		}
		this.client.start();
	}

	static CrtClient overTls(int port, String clientId, Consumer<ConnectPacket.ConnectPacketBuilder> connect) {
		return new CrtClient(port, false, clientId, connect, "", TRUST, null);
	}

	/**
	 * Present a certificate, and no ALPN, which AWS does not take with one.
	 */
	static CrtClient withCertificate(int port, String clientId, X509Bundle own) {
		return new CrtClient(port, false, clientId, (connect) -> {
		}, "", TRUST, own);
	}

	static CrtClient withCertificate(LocalIotCoreAccess access, String clientId, X509Bundle own,
			Consumer<ConnectPacket.ConnectPacketBuilder> connect) {
		return new CrtClient(access.port(), false, clientId, connect, "", access.caCertificatePem(), own);
	}

	static CrtClient overWebSocket(int port, String clientId, String path,
			Consumer<ConnectPacket.ConnectPacketBuilder> connect) {
		return new CrtClient(port, true, clientId, connect, path, TRUST, null);
	}

	OnConnectionSuccessReturn awaitSuccess() throws Exception {
		return this.success.get(10, TimeUnit.SECONDS);
	}

	OnConnectionFailureReturn awaitFailure() throws Exception {
		return this.failure.get(10, TimeUnit.SECONDS);
	}

	OnDisconnectionReturn awaitDisconnection() throws Exception {
		return this.disconnection.get(10, TimeUnit.SECONDS);
	}

	boolean isDecided() {
		return this.success.isDone() || this.failure.isDone();
	}

	/**
	 * Keep the PUBACK of every further message.
	 */
	void stopAcknowledging() {
		this.acknowledging = false;
	}

	SubAckPacket subscribe(String... filters) throws Exception {
		return startSubscribe(filters).get(10, TimeUnit.SECONDS);
	}

	CompletableFuture<SubAckPacket> startSubscribe(String... filters) {
		SubscribePacket.SubscribePacketBuilder packet = new SubscribePacket.SubscribePacketBuilder();
		for (String filter : filters) {
			packet.withSubscription(filter, QOS.AT_LEAST_ONCE);
		}
		return this.client.subscribe(packet.build());
	}

	CompletableFuture<UnsubAckPacket> startUnsubscribe(String filter) {
		return this.client.unsubscribe(new UnsubscribePacket.UnsubscribePacketBuilder(filter).build());
	}

	int publish(String topic, String payload) throws Exception {
		return startPublish(topic, payload).get(10, TimeUnit.SECONDS);
	}

	CompletableFuture<Integer> startPublish(String topic, String payload) {
		return this.client
			.publish(new PublishPacket.PublishPacketBuilder(topic, QOS.AT_LEAST_ONCE,
					payload.getBytes(StandardCharsets.UTF_8))
				.build())
			.thenApply((result) -> result.getResultPubAck().getReasonCode().getValue());
	}

	/**
	 * Publish without waiting for the PUBACK.
	 */
	CompletableFuture<PublishResult> publishLater(String topic, String payload) {
		return this.client.publish(new PublishPacket.PublishPacketBuilder(topic, QOS.AT_LEAST_ONCE,
				payload.getBytes(StandardCharsets.UTF_8))
			.build());
	}

	PublishPacket awaitMessage() throws InterruptedException {
		return this.messages.poll(20, TimeUnit.SECONDS);
	}

	@Override
	public void onAttemptingConnect(Mqtt5Client client, OnAttemptingConnectReturn attempt) {
	}

	@Override
	public void onConnectionSuccess(Mqtt5Client client, OnConnectionSuccessReturn result) {
		this.success.complete(result);
	}

	@Override
	public void onConnectionFailure(Mqtt5Client client, OnConnectionFailureReturn result) {
		client.stop();
		this.failure.complete(result);
	}

	@Override
	public void onDisconnection(Mqtt5Client client, OnDisconnectionReturn result) {
		client.stop();
		this.disconnection.complete(result);
	}

	@Override
	public void onStopped(Mqtt5Client client, OnStoppedReturn result) {
		this.stopped.complete(result);
	}

	@Override
	public void close() throws Exception {
		// without the packet, the client hangs up
		this.client.stop(new DisconnectPacket.DisconnectPacketBuilder().build());
		this.stopped.get(10, TimeUnit.SECONDS);
		this.client.close();
	}

}
