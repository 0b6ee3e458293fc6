package io.github.iotcustomauth.transport;

import java.time.Duration;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.internal.limits.InvalidSettingException;
import io.github.iotcustomauth.internal.limits.MessageLimits;
import io.github.iotcustomauth.internal.text.MqttText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Settings of a connection, except for credentials and trust.
 *
 * @param endpoint the host name of the endpoint
 * @param port the port
 * @param transport the transport of MQTT
 * @param credentialsLocation the location of the credentials
 * @param clientId the client id, 1 to 128 bytes
 * @param keepAlive the keep-alive interval, 30 s to 20 min
 * @param connectTimeout time limit of one attempt, from TCP to CONNACK
 * @param operationTimeout time limit of an acknowledgment on a live connection
 * @param sessionExpiry how long the server keeps the session after a disconnect, zero for
 * not at all
 * @param will the last will, or {@code null}
 * @param reconnectMinDelay the shortest delay between two attempts
 * @param reconnectMaxDelay the longest delay between two attempts
 * @param receiveMaximum the number of QoS 1 messages that the server may send before one
 * of them is acknowledged, 1 to 65535
 * @param maxPendingPublishes the number of publishes that may wait to be sent or
 * acknowledged
 * @param maxPendingBytes the bytes of payload and topic that these may have together
 * @param publishRate the number of publishes that the server takes in a second, 0 for an
 * unlimited rate; the connection keeps a little below it
 * @param virtualThreads whether message handlers run on virtual threads, which needs Java
 * 21
 * @param proxy the HTTP proxy that the connection is tunneled through, or {@code null}
 * @param name the name of the connection in the application
 */
public record ConnectionSettings(String endpoint, int port, TransportType transport,
		CredentialsLocation credentialsLocation, String clientId, Duration keepAlive, Duration connectTimeout,
		Duration operationTimeout, Duration sessionExpiry, @Nullable IotMessage will, Duration reconnectMinDelay,
		Duration reconnectMaxDelay, int receiveMaximum, int maxPendingPublishes, long maxPendingBytes, int publishRate,
		boolean virtualThreads, @Nullable HttpProxy proxy, String name) {

	/**
	 * Name of a connection that is the only one.
	 */
	public static final String DEFAULT_NAME = "default";

	/**
	 * Maximum length of a client id at AWS IoT Core, in bytes of UTF-8.
	 */
	public static final int MAX_CLIENT_ID_BYTES = 128;

	private static final int MAX_PORT = 65535;

	private static final int MAX_RECEIVE_MAXIMUM = 65535;

	private static final Duration MIN_KEEP_ALIVE = Duration.ofSeconds(30);

	private static final Duration MAX_KEEP_ALIVE = Duration.ofMinutes(20);

	private static final Duration MAX_SESSION_EXPIRY = Duration.ofDays(7);

	/**
	 * How long the server keeps the session by default: long enough for the next
	 * connection after a rotation of credentials or a short cut.
	 */
	public static final Duration DEFAULT_SESSION_EXPIRY = Duration.ofSeconds(60);

	public ConnectionSettings {
		Assert.hasText(endpoint, "'endpoint' must not be empty");
		Assert.hasText(clientId, "'clientId' must not be empty");
		Assert.hasText(name, "'name' must not be empty");
		InvalidSettingException.check(port > 0 && port <= MAX_PORT, "port", port,
				"The port must be between 1 and " + MAX_PORT,
				"Set {port} to the port of the endpoint. AWS IoT Core offers custom authorizers on 443.");
		requireClientId(clientId);
		InvalidSettingException.check(
				transport == TransportType.WEBSOCKET || credentialsLocation == CredentialsLocation.CONNECT,
				"credentialsLocation", credentialsLocation,
				"Direct TLS has no upgrade request that credentials could travel in",
				"Set {credentialsLocation} to 'connect', or {transport} to 'websocket'.");
		InvalidSettingException.check(
				keepAlive.compareTo(MIN_KEEP_ALIVE) >= 0 && keepAlive.compareTo(MAX_KEEP_ALIVE) <= 0, "keepAlive",
				keepAlive, "AWS IoT Core keeps to intervals between 30 seconds and 20 minutes",
				"Set {keepAlive} to a duration from '30s' to '20m'.");
		requirePositive("connectTimeout", connectTimeout);
		requirePositive("operationTimeout", operationTimeout);
		InvalidSettingException.check(!sessionExpiry.isNegative() && sessionExpiry.compareTo(MAX_SESSION_EXPIRY) <= 0,
				"sessionExpiry", sessionExpiry, "AWS IoT Core keeps sessions for at most 7 days",
				"Set {sessionExpiry} to a duration from '0' (no session is kept) to '7d'.");
		requirePositive("reconnectMinDelay", reconnectMinDelay);
		InvalidSettingException.check(reconnectMinDelay.compareTo(reconnectMaxDelay) <= 0, "reconnectMaxDelay",
				reconnectMaxDelay,
				"The longest delay is shorter than the shortest, which is " + shown(reconnectMinDelay),
				"Set {reconnectMaxDelay} to at least {reconnectMinDelay}.");
		InvalidSettingException.check(receiveMaximum > 0 && receiveMaximum <= MAX_RECEIVE_MAXIMUM, "receiveMaximum",
				receiveMaximum, "MQTT allows a receive maximum between 1 and " + MAX_RECEIVE_MAXIMUM,
				"Set {receiveMaximum} to a number from '1' to '65535'.");
		InvalidSettingException.check(maxPendingPublishes > 0, "maxPendingPublishes", maxPendingPublishes,
				"No message could be published", "Set {maxPendingPublishes} to at least '1'.");
		InvalidSettingException.check(maxPendingBytes > 0, "maxPendingBytes", maxPendingBytes,
				"No message could be published", "Set {maxPendingBytes} to at least '1'.");
		InvalidSettingException.check(publishRate >= 0, "publishRate", publishRate, "A rate cannot be negative",
				"Set {publishRate} to a number of messages a second, or to '0' for an unlimited rate.");
		if (will != null) {
			MessageLimits.require(will);
		}
	}

	/**
	 * The endpoint and its port.
	 * @return both, as {@code host:port}
	 */
	public String address() {
		return this.endpoint + ":" + this.port;
	}

	private static void requireClientId(String clientId) {
		int bytes = MqttText.bytes(clientId);
		InvalidSettingException.check(bytes <= MAX_CLIENT_ID_BYTES, "clientId", clientId,
				"The client id has %d bytes; AWS IoT Core allows %d".formatted(bytes, MAX_CLIENT_ID_BYTES),
				"Set {clientId} to a shorter text.");
		try {
			MqttText.require("Client id", clientId);
		}
		catch (IllegalArgumentException ex) {
			InvalidSettingException.check(false, "clientId", clientId, String.valueOf(ex.getMessage()),
					"Set {clientId} to a text without such characters.");
		}
	}

	private static String shown(Duration delay) {
		return (delay.toMillisPart() == 0) ? delay.toSeconds() + "s" : delay.toMillis() + "ms";
	}

	private static void requirePositive(String setting, Duration value) {
		InvalidSettingException.check(!value.isZero() && !value.isNegative(), setting, value,
				"The duration must be longer than zero", "Set {" + setting + "} to a duration such as '30s'.");
	}

	/**
	 * Create a builder.
	 * @param endpoint the host name of the endpoint
	 * @param clientId the client id
	 * @return a builder
	 */
	public static Builder builder(String endpoint, String clientId) {
		return new Builder(endpoint, clientId);
	}

	/**
	 * Create a builder with these settings.
	 * @return a builder
	 */
	public Builder mutate() {
		return new Builder(this.endpoint, this.clientId).port(this.port)
			.transport(this.transport)
			.credentialsLocation(this.credentialsLocation)
			.keepAlive(this.keepAlive)
			.connectTimeout(this.connectTimeout)
			.operationTimeout(this.operationTimeout)
			.sessionExpiry(this.sessionExpiry)
			.will(this.will)
			.reconnectDelay(this.reconnectMinDelay, this.reconnectMaxDelay)
			.receiveMaximum(this.receiveMaximum)
			.maxPending(this.maxPendingPublishes, this.maxPendingBytes)
			.publishRate(this.publishRate)
			.virtualThreads(this.virtualThreads)
			.proxy(this.proxy)
			.name(this.name);
	}

	/**
	 * Builder of {@link ConnectionSettings} with the defaults of the properties.
	 */
	public static final class Builder {

		private String endpoint;

		private int port = 443;

		private TransportType transport = TransportType.WEBSOCKET;

		private CredentialsLocation credentialsLocation = CredentialsLocation.CONNECT;

		private String clientId;

		private Duration keepAlive = Duration.ofSeconds(60);

		private Duration connectTimeout = Duration.ofSeconds(30);

		private Duration operationTimeout = Duration.ofSeconds(30);

		private Duration sessionExpiry = DEFAULT_SESSION_EXPIRY;

		private @Nullable IotMessage will;

		private Duration reconnectMinDelay = Duration.ofSeconds(1);

		private Duration reconnectMaxDelay = Duration.ofMinutes(2);

		private int receiveMaximum = 100;

		private int maxPendingPublishes = 10_000;

		private long maxPendingBytes = 16L << 20;

		private int publishRate = 100;

		private boolean virtualThreads;

		private @Nullable HttpProxy proxy;

		private String name = DEFAULT_NAME;

		private Builder(String endpoint, String clientId) {
			this.endpoint = endpoint;
			this.clientId = clientId;
		}

		public Builder endpoint(String endpoint) {
			this.endpoint = endpoint;
			return this;
		}

		public Builder port(int port) {
			this.port = port;
			return this;
		}

		public Builder transport(TransportType transport) {
			this.transport = transport;
			return this;
		}

		public Builder credentialsLocation(CredentialsLocation credentialsLocation) {
			this.credentialsLocation = credentialsLocation;
			return this;
		}

		public Builder clientId(String clientId) {
			this.clientId = clientId;
			return this;
		}

		public Builder keepAlive(Duration keepAlive) {
			this.keepAlive = keepAlive;
			return this;
		}

		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
			return this;
		}

		public Builder operationTimeout(Duration operationTimeout) {
			this.operationTimeout = operationTimeout;
			return this;
		}

		public Builder sessionExpiry(Duration sessionExpiry) {
			this.sessionExpiry = sessionExpiry;
			return this;
		}

		public Builder will(@Nullable IotMessage will) {
			this.will = will;
			return this;
		}

		public Builder reconnectDelay(Duration min, Duration max) {
			this.reconnectMinDelay = min;
			this.reconnectMaxDelay = max;
			return this;
		}

		public Builder receiveMaximum(int receiveMaximum) {
			this.receiveMaximum = receiveMaximum;
			return this;
		}

		public Builder maxPending(int publishes, long bytes) {
			this.maxPendingPublishes = publishes;
			this.maxPendingBytes = bytes;
			return this;
		}

		public Builder publishRate(int publishRate) {
			this.publishRate = publishRate;
			return this;
		}

		public Builder virtualThreads(boolean virtualThreads) {
			this.virtualThreads = virtualThreads;
			return this;
		}

		/**
		 * Tunnel the connection through an HTTP proxy without credentials.
		 * @param host the host name of the proxy
		 * @param port its port
		 * @return this builder
		 */
		public Builder proxy(String host, int port) {
			return proxy(new HttpProxy(host, port, null, null));
		}

		/**
		 * Tunnel the connection through an HTTP proxy with basic authentication.
		 * @param host the host name of the proxy
		 * @param port its port
		 * @param username the user name
		 * @param password the password
		 * @return this builder
		 */
		public Builder proxy(String host, int port, String username, String password) {
			return proxy(new HttpProxy(host, port, username, password));
		}

		/**
		 * Tunnel the connection through an HTTP proxy, or through none.
		 * @param proxy the proxy, or {@code null} for none
		 * @return this builder
		 */
		public Builder proxy(@Nullable HttpProxy proxy) {
			this.proxy = proxy;
			return this;
		}

		public Builder name(String name) {
			this.name = name;
			return this;
		}

		public ConnectionSettings build() {
			return new ConnectionSettings(this.endpoint, this.port, this.transport, this.credentialsLocation,
					this.clientId, this.keepAlive, this.connectTimeout, this.operationTimeout, this.sessionExpiry,
					this.will, this.reconnectMinDelay, this.reconnectMaxDelay, this.receiveMaximum,
					this.maxPendingPublishes, this.maxPendingBytes, this.publishRate, this.virtualThreads, this.proxy,
					this.name);
		}

	}

}
