package io.github.iotcustomauth.local.authorizer;

import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Everything that a client presented to the endpoint until and including its CONNECT
 * packet: what AWS IoT Core hands to a custom authorizer.
 *
 * @param protocolVersion the MQTT protocol version, {@code 4} (3.1.1) or {@code 5}
 * @param clientId the client id, never empty: an empty one has been replaced by the
 * assigned one
 * @param username the exact user name with its query, or {@code null} when none was sent
 * @param password the exact password bytes in base64, as AWS shows them to an authorizer,
 * or {@code null} when none was sent
 * @param serverName the server name indication (SNI), or {@code null} when none was sent
 * @param upgrade the WebSocket upgrade request, or {@code null} for direct MQTT over TLS
 * @param clientIdAssigned whether the client sent an empty client id
 * @param connectionId a UUID that stands for the connection
 * @param clientCertificate the certificate that the client presented, which is one of the
 * registered ones; {@code null} where none are registered
 * @param sourceAddress the IP address of the client
 */
public record ConnectAttempt(int protocolVersion, String clientId, @Nullable String username, @Nullable String password,
		@Nullable String serverName, @Nullable Upgrade upgrade, boolean clientIdAssigned, String connectionId,
		@Nullable ClientCertificate clientCertificate, String sourceAddress) {

	private static final String LOOPBACK = "127.0.0.1";

	public ConnectAttempt {
		// one of spaces is one, too
		Assert.hasLength(clientId, "'clientId' must not be empty");
		Assert.hasText(connectionId, "'connectionId' must not be empty");
		Assert.hasText(sourceAddress, "'sourceAddress' must not be empty");
	}

	/**
	 * Create the attempt of a client that sent its client id from 127.0.0.1, on a
	 * connection with a random id.
	 * @param protocolVersion the MQTT protocol version, {@code 4} (3.1.1) or {@code 5}
	 * @param clientId the client id
	 * @param username the exact user name, or {@code null}
	 * @param password the exact password bytes in base64, or {@code null}
	 * @param serverName the server name indication, or {@code null}
	 * @param upgrade the WebSocket upgrade request, or {@code null}
	 */
	public ConnectAttempt(int protocolVersion, String clientId, @Nullable String username, @Nullable String password,
			@Nullable String serverName, @Nullable Upgrade upgrade) {
		this(protocolVersion, clientId, username, password, serverName, upgrade, false, UUID.randomUUID().toString(),
				null, LOOPBACK);
	}

	/**
	 * Return the attempt of a client that presented a certificate.
	 * @param clientCertificate the certificate, or {@code null} where none are registered
	 * @return the changed copy
	 */
	public ConnectAttempt withClientCertificate(@Nullable ClientCertificate clientCertificate) {
		return new ConnectAttempt(this.protocolVersion, this.clientId, this.username, this.password, this.serverName,
				this.upgrade, this.clientIdAssigned, this.connectionId, clientCertificate, this.sourceAddress);
	}

	/**
	 * Return the attempt of a client that connected from an address.
	 * @param sourceAddress the IP address
	 * @return the changed copy
	 */
	public ConnectAttempt withSourceAddress(String sourceAddress) {
		return new ConnectAttempt(this.protocolVersion, this.clientId, this.username, this.password, this.serverName,
				this.upgrade, this.clientIdAssigned, this.connectionId, this.clientCertificate, sourceAddress);
	}

	/**
	 * Names what can be shown of an attempt; user name, password and upgrade may carry
	 * secrets.
	 */
	@Override
	public String toString() {
		return "ConnectAttempt[protocolVersion=" + this.protocolVersion + ", clientId=" + this.clientId + ", webSocket="
				+ (this.upgrade != null) + "]";
	}

	/**
	 * The WebSocket upgrade request.
	 *
	 * @param headers the headers, names in lower case
	 * @param queryString the raw query without its {@code ?}, empty when there is none
	 */
	public record Upgrade(Map<String, String> headers, String queryString) {

		public Upgrade {
			headers = Map.copyOf(headers);
		}

		@Override
		public String toString() {
			return "Upgrade[headers=" + this.headers.keySet() + "]";
		}

	}

}
