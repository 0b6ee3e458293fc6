package io.github.iotcustomauth.transport.crt;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.credentials.EncodedCredentials;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.MqttTransport;
import io.github.iotcustomauth.transport.MqttTransportFactory;
import io.github.iotcustomauth.transport.TransportType;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.io.ExponentialBackoffRetryOptions.JitterMode;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.ClientOfflineQueueBehavior;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.ClientSessionBehavior;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.ConnectPacket.ConnectPacketBuilder;

import org.springframework.boot.ssl.SslBundle;

/**
 * Makes transports on the MQTT 5 client of the AWS Common Runtime. The expensive parts,
 * TLS context and event loop, are shared by all attempts and made at the first.
 */
public final class CrtMqttTransportFactory implements MqttTransportFactory, AutoCloseable {

	// the native client never reconnects by itself: it is stopped when an attempt ends,
	// and this is the delay should it ever come to that
	private static final long NEVER = Duration.ofMinutes(10).toMillis();

	private static final Duration MAX_TCP_CONNECT = Duration.ofSeconds(10);

	private static final Duration MAX_PING = Duration.ofSeconds(10);

	private static final int TCP_KEEP_ALIVE_SECONDS = 60;

	private final Supplier<? extends @Nullable SslBundle> sslBundle;

	private final List<CrtClientCustomizer> customizers;

	private @Nullable CrtRuntime runtime;

	private @Nullable TlsContext tlsContext;

	private @Nullable SslBundle tlsContextBundle;

	/**
	 * Create a factory. Loads the native library.
	 * @param sslBundle asked at every attempt for trust, and key material for custom
	 * authentication with X.509, so that a reloaded bundle is used at the next;
	 * {@code null} stands for the trust of the JVM
	 * @param customizers change the options of every client, in this order
	 * @throws IllegalStateException if the native library cannot be used
	 */
	public CrtMqttTransportFactory(Supplier<? extends @Nullable SslBundle> sslBundle,
			List<CrtClientCustomizer> customizers) {
		this.sslBundle = sslBundle;
		this.customizers = List.copyOf(customizers);
		CrtRuntime.load();
	}

	@Override
	public synchronized MqttTransport create(ConnectionSettings settings, EncodedCredentials credentials,
			MqttTransport.Listener listener) {
		try (SocketOptions socketOptions = socketOptions(settings)) {
			Mqtt5ClientOptionsBuilder options = new Mqtt5ClientOptionsBuilder(settings.endpoint(),
					(long) settings.port());
			options.withBootstrap(runtime().bootstrap())
				.withTlsContext(tlsContext(settings.transport()))
				.withSocketOptions(socketOptions)
				.withDisableMetrics(true)
				.withRetryJitterMode(JitterMode.None)
				.withMinReconnectDelayMs(NEVER)
				.withMaxReconnectDelayMs(NEVER)
				.withConnackTimeoutMs(connackTimeout(settings).toMillis())
				.withPingTimeoutMs(min(settings.keepAlive().dividedBy(2), MAX_PING).toMillis())
				.withAckTimeoutSeconds(Math.max(1, settings.operationTimeout().toSeconds()))
				.withOfflineQueueBehavior(ClientOfflineQueueBehavior.FAIL_ALL_ON_DISCONNECT)
				.withSessionBehavior(settings.sessionExpiry().isZero() ? ClientSessionBehavior.CLEAN
						: ClientSessionBehavior.REJOIN_ALWAYS);
			ConnectPacketBuilder connect = connectPacket(settings, credentials);
			CrtMqttTransport transport = new CrtMqttTransport(settings, listener);
			transport.prepare(options, credentials);
			this.customizers.forEach((customizer) -> customizer.customize(options, connect));
			transport.create(options.withConnectOptions(connect.build()).build());
			return transport;
		}
		catch (CrtRuntimeException | IllegalStateException | IllegalArgumentException ex) {
			throw new IotConnectionException("No client for " + settings.endpoint(), new IotFailure(Kind.NETWORK, -1,
					"CLIENT_NOT_CREATED", "The native client could not be created (" + ex.getMessage() + ")"), ex);
		}
	}

	// before the whole attempt is out of time, which could not tell that only CONNACK is
	// missing
	private static Duration connackTimeout(ConnectionSettings settings) {
		return settings.connectTimeout().multipliedBy(3).dividedBy(4);
	}

	private static ConnectPacketBuilder connectPacket(ConnectionSettings settings, EncodedCredentials credentials) {
		ConnectPacketBuilder connect = new ConnectPacketBuilder();
		connect.withClientId(settings.clientId())
			.withKeepAliveIntervalSeconds(settings.keepAlive().toSeconds())
			.withReceiveMaximum((long) settings.receiveMaximum())
			.withSessionExpiryIntervalSeconds(settings.sessionExpiry().toSeconds());
		if (credentials.getUsername() != null) {
			connect.withUsername(credentials.getUsername());
		}
		if (credentials.getPassword() != null) {
			connect.withPassword(credentials.getPassword());
		}
		if (settings.will() != null) {
			connect.withWill(PublishPackets.toPacket(settings.will()));
		}
		return connect;
	}

	private static SocketOptions socketOptions(ConnectionSettings settings) {
		SocketOptions options = new SocketOptions();
		// without it a CONNECT waits some 40 ms for the acknowledgement of the packet
		// before
		options.tcpNoDelay = SocketOptions.TcpNoDelay.ON;
		options.connectTimeoutMs = (int) min(settings.connectTimeout(), MAX_TCP_CONNECT).toMillis();
		options.setTcpKeepAlive(TCP_KEEP_ALIVE_SECONDS, TCP_KEEP_ALIVE_SECONDS);
		return options;
	}

	private CrtRuntime runtime() {
		if (this.runtime == null) {
			this.runtime = new CrtRuntime();
		}
		return this.runtime;
	}

	private TlsContext tlsContext(TransportType transport) {
		SslBundle bundle = this.sslBundle.get();
		if (this.tlsContext != null && bundle != this.tlsContextBundle) {
			this.tlsContext.close();
			this.tlsContext = null;
		}
		if (this.tlsContext == null) {
			TlsMaterial material = TlsMaterial.of(bundle);
			try (TlsContextOptions options = (material.certificates() != null && material.privateKey() != null)
					? TlsContextOptions.createWithMtls(material.certificates(), material.privateKey())
					: TlsContextOptions.createDefaultClient()) {
				if (!material.trust().isEmpty()) {
					options.overrideDefaultTrustStore(material.trust());
				}
				// a client certificate and this protocol exclude each other at AWS
				if (transport == TransportType.TLS && !material.hasKey()) {
					options.withAlpnList("mqtt");
				}
				this.tlsContext = new TlsContext(options);
				this.tlsContextBundle = bundle;
			}
		}
		return this.tlsContext;
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) <= 0) ? one : other;
	}

	/**
	 * Give back what the transports share. They live on until they are closed themselves.
	 */
	@Override
	public synchronized void close() {
		if (this.tlsContext != null) {
			this.tlsContext.close();
			this.tlsContext = null;
		}
		if (this.runtime != null) {
			this.runtime.close();
			this.runtime = null;
		}
	}

}
