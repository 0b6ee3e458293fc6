package io.github.iotcustomauth.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CredentialsLocation;
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
 * @param sessionExpiry how long the server keeps the session after a disconnect
 * @param will the last will, or {@code null}
 * @param reconnectMinDelay the shortest delay before a new attempt
 * @param reconnectMaxDelay the longest delay before a new attempt
 * @param receiveMaximum the number of QoS 1 messages that the server may send before one
 * of them is acknowledged, 1 to 65535
 * @param maxPendingPublishes the number of QoS 1 publishes that may wait for their
 * acknowledgment
 * @param maxPendingBytes the bytes of payload and topic that these may have together
 * @param virtualThreads whether message handlers run on virtual threads, which needs Java
 * 21
 */
public record ConnectionSettings(String endpoint, int port, TransportType transport,
		CredentialsLocation credentialsLocation, String clientId, Duration keepAlive, Duration connectTimeout,
		Duration operationTimeout, Duration sessionExpiry, @Nullable IotMessage will, Duration reconnectMinDelay,
		Duration reconnectMaxDelay, int receiveMaximum, int maxPendingPublishes, long maxPendingBytes,
		boolean virtualThreads) {

	/**
	 * Maximum length of a client id at AWS IoT Core, in bytes of UTF-8.
	 */
	public static final int MAX_CLIENT_ID_BYTES = 128;

	public ConnectionSettings {
		Assert.hasText(endpoint, "'endpoint' must not be empty");
		Assert.isTrue(port > 0 && port < 65536, "'port' must be between 1 and 65535");
		Assert.hasText(clientId, "'clientId' must not be empty");
		Assert.isTrue(clientId.getBytes(StandardCharsets.UTF_8).length <= MAX_CLIENT_ID_BYTES,
				"'clientId' must not be longer than " + MAX_CLIENT_ID_BYTES + " bytes");
		Assert.isTrue(transport == TransportType.WEBSOCKET || credentialsLocation == CredentialsLocation.CONNECT,
				"'credentialsLocation' must be CONNECT with transport TLS: there is no upgrade request");
		Assert.isTrue(reconnectMinDelay.compareTo(reconnectMaxDelay) <= 0,
				"'reconnectMinDelay' must not be longer than 'reconnectMaxDelay'");
		Assert.isTrue(receiveMaximum > 0 && receiveMaximum < 65536, "'receiveMaximum' must be between 1 and 65535");
		Assert.isTrue(maxPendingPublishes > 0, "'maxPendingPublishes' must be positive");
		Assert.isTrue(maxPendingBytes > 0, "'maxPendingBytes' must be positive");
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

		private Duration sessionExpiry = Duration.ZERO;

		private @Nullable IotMessage will;

		private Duration reconnectMinDelay = Duration.ofSeconds(1);

		private Duration reconnectMaxDelay = Duration.ofMinutes(2);

		private int receiveMaximum = 100;

		private int maxPendingPublishes = 10_000;

		private long maxPendingBytes = 16L << 20;

		private boolean virtualThreads;

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

		public Builder virtualThreads(boolean virtualThreads) {
			this.virtualThreads = virtualThreads;
			return this;
		}

		public ConnectionSettings build() {
			return new ConnectionSettings(this.endpoint, this.port, this.transport, this.credentialsLocation,
					this.clientId, this.keepAlive, this.connectTimeout, this.operationTimeout, this.sessionExpiry,
					this.will, this.reconnectMinDelay, this.reconnectMaxDelay, this.receiveMaximum,
					this.maxPendingPublishes, this.maxPendingBytes, this.virtualThreads);
		}

	}

}
