package io.github.iotcustomauth.internal.transport.crt;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import io.github.iotcustomauth.internal.transport.EndpointProbe;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.HttpProxy;
import io.github.iotcustomauth.transport.crt.CrtClientCustomizer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.http.HttpProxyOptions;
import software.amazon.awssdk.crt.http.HttpProxyOptions.HttpProxyAuthorizationType;
import software.amazon.awssdk.crt.http.HttpProxyOptions.HttpProxyConnectionType;
import software.amazon.awssdk.crt.io.ExponentialBackoffRetryOptions.JitterMode;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.ClientOfflineQueueBehavior;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.ClientSessionBehavior;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.ConnectPacket.ConnectPacketBuilder;
import software.amazon.awssdk.crt.utils.PackageInfo;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.Assert;

/**
 * Factory for transports on the MQTT 5 client of the AWS Common Runtime. The expensive
 * parts are created with the first transport and shared: the TLS context by the
 * transports of a factory, the event loops by all factories of the process.
 */
public final class CrtMqttTransportFactory implements MqttTransportFactory, AutoCloseable {

	// the native client never reconnects by itself: it is stopped when an attempt ends;
	// this delay is the second line of defense
	private static final long NEVER = Duration.ofMinutes(10).toMillis();

	private static final Duration MAX_TCP_CONNECT = Duration.ofSeconds(10);

	private static final Duration MAX_PING = Duration.ofSeconds(10);

	private static final int TCP_KEEP_ALIVE_SECONDS = 60;

	private final Supplier<? extends @Nullable SslBundle> sslBundle;

	private final List<CrtClientCustomizer> customizers;

	private final SharedTlsContext tlsContext = new SharedTlsContext();

	private CrtRuntime.@Nullable Use runtime;

	private volatile @Nullable SslBundle lastBundle;

	private boolean closed;

	/**
	 * Create a factory that leaves the native log off.
	 * @param sslBundle supplies trust and key material
	 * @param customizers customize the options of each client
	 */
	public CrtMqttTransportFactory(Supplier<? extends @Nullable SslBundle> sslBundle,
			List<CrtClientCustomizer> customizers) {
		this(sslBundle, customizers, LogLevel.OFF);
	}

	/**
	 * Create a factory. Loads the native library.
	 * @param sslBundle supplies trust, and key material for custom authentication with
	 * X.509, for each attempt, so that the next attempt uses a reloaded bundle;
	 * {@code null} stands for the trust of the JVM
	 * @param customizers customize the options of each client, in this order
	 * @param nativeLog the lowest level of the {@link NativeLogging native log}
	 * @throws IllegalStateException if the native library cannot be used
	 */
	public CrtMqttTransportFactory(Supplier<? extends @Nullable SslBundle> sslBundle,
			List<CrtClientCustomizer> customizers, LogLevel nativeLog) {
		this.sslBundle = sslBundle;
		this.customizers = List.copyOf(customizers);
		CrtRuntime.load();
		NativeLogging.install(nativeLog);
	}

	/**
	 * Check that a bundle can be used for a connection.
	 * @param sslBundle the bundle
	 * @return the bundle
	 * @throws IllegalArgumentException if it cannot be used; the message tells why and
	 * has no full stop
	 */
	public static SslBundle requireUsable(SslBundle sslBundle) {
		try {
			TlsMaterial.of(sslBundle);
			return sslBundle;
		}
		catch (IllegalStateException ex) {
			throw new IllegalArgumentException(ex.getMessage(), ex);
		}
	}

	@Override
	public MqttTransport create(ConnectionSettings settings, EncodedCredentials credentials,
			MqttTransport.Listener listener) {
		// no lock is held over the customizers and the bundle, which may hang: close()
		// must not wait for them
		try (CrtRuntime.Use runtime = CrtRuntime.use();
				TlsContext tlsContext = this.tlsContext.acquire(bundle(), settings.transport());
				SocketOptions socketOptions = socketOptions(settings)) {
			Mqtt5ClientOptionsBuilder options = new Mqtt5ClientOptionsBuilder(settings.endpoint(),
					(long) settings.port());
			options.withBootstrap(runtime.bootstrap())
				.withTlsContext(tlsContext)
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
			if (settings.proxy() != null) {
				options.withHttpProxyOptions(proxyOptions(settings.proxy()));
			}
			ConnectPacketBuilder connect = connectPacket(settings, credentials);
			CrtMqttTransport transport = new CrtMqttTransport(settings, listener);
			transport.prepare(options, credentials);
			this.customizers.forEach((customizer) -> customizer.customize(options, connect));
			keepRuntime();
			transport.create(options.withConnectOptions(connect.build()).build());
			return transport;
		}
		catch (CrtRuntimeException | IllegalStateException | IllegalArgumentException ex) {
			throw new IotConnectionException("No client for " + settings.endpoint(),
					IotFailure.of(FailureReason.CLIENT_NOT_CREATED).withDetail(-1, ex.getMessage()), ex);
		}
	}

	@Override
	public boolean isUnclear(IotFailure failure) {
		// a customizer may have set options of TLS or a proxy that a probe would not know
		return this.customizers.isEmpty() && CrtFailures.isUnclear(failure);
	}

	@Override
	public @Nullable Object trust() {
		return this.lastBundle;
	}

	@Override
	public EndpointProbe probe(ConnectionSettings settings) {
		return new TlsProbe(settings, () -> TlsMaterial.of(this.sslBundle.get()));
	}

	private @Nullable SslBundle bundle() {
		SslBundle bundle = this.sslBundle.get();
		this.lastBundle = bundle;
		return bundle;
	}

	// the event loops outlive the time between two attempts
	private synchronized void keepRuntime() {
		Assert.state(!this.closed, "The transport factory has been closed");
		if (this.runtime == null) {
			this.runtime = CrtRuntime.use();
		}
	}

	// shorter than the limit of the attempt, whose failure could not tell that only
	// CONNACK is missing
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
		// without it CONNECT waits some 40 ms for the acknowledgment of the previous
		// packet
		options.tcpNoDelay = SocketOptions.TcpNoDelay.ON;
		options.connectTimeoutMs = (int) min(settings.connectTimeout(), MAX_TCP_CONNECT).toMillis();
		options.setTcpKeepAlive(TCP_KEEP_ALIVE_SECONDS, TCP_KEEP_ALIVE_SECONDS);
		return options;
	}

	private static HttpProxyOptions proxyOptions(HttpProxy proxy) {
		HttpProxyOptions options = new HttpProxyOptions();
		options.setConnectionType(HttpProxyConnectionType.Tunneling);
		options.setHost(proxy.host());
		options.setPort(proxy.port());
		if (proxy.username() != null) {
			options.setAuthorizationType(HttpProxyAuthorizationType.Basic);
			options.setAuthorizationUsername(proxy.username());
			options.setAuthorizationPassword(proxy.password());
		}
		return options;
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) <= 0) ? one : other;
	}

	/**
	 * Release what the transports share. Transports live on until they are closed
	 * themselves; no further ones are created.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.tlsContext.close();
		if (this.runtime != null) {
			this.runtime.close();
			this.runtime = null;
		}
		NativeLogging.passNow();
	}

	/**
	 * Return the version of AWS's native client.
	 * @return the version
	 */
	public static String version() {
		return String.valueOf(new PackageInfo().version);
	}

}
