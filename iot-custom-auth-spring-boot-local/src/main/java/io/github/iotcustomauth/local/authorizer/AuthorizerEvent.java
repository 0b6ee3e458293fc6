package io.github.iotcustomauth.local.authorizer;

import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The event that AWS IoT Core hands to a custom authorizer. What the client did not send
 * is {@code null}, and absent from the JSON.
 * <p>
 * Carries the secrets of the client. {@code toString()} leaves them out.
 *
 * @param token the token, decoded; {@code null} when signing is disabled
 * @param signatureVerified whether the signature of the token was verified; {@code false}
 * when signing is disabled
 * @param protocols {@code tls}, {@code http} for a WebSocket, and {@code mqtt};
 * {@code tls} and {@code http} for an HTTPS request to publish
 * @param protocolData what was presented on each of the protocols
 * @param connectionMetadata about the connection
 * @see <a href=
 * "https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html">Defining
 * your Lambda function (DG/config-custom-auth)</a>
 */
public record AuthorizerEvent(@Nullable String token, boolean signatureVerified, List<String> protocols,
		ProtocolData protocolData, ConnectionMetadata connectionMetadata) {

	public AuthorizerEvent {
		protocols = List.copyOf(protocols);
	}

	/**
	 * Return the user name without its query, which starts after the last {@code ?}.
	 * @return the user name, empty when the client sent none
	 */
	public String user() {
		Mqtt mqtt = this.protocolData.mqtt();
		String username = (mqtt != null) ? mqtt.username() : null;
		return (username != null) ? CustomAuthRequest.withoutQuery(username) : "";
	}

	/**
	 * Return the JSON text that AWS IoT Core would send to a Lambda function.
	 * @return the JSON text, with the secrets of the client
	 */
	public String toJson() {
		return AuthorizerJson.write(this);
	}

	/**
	 * Replace what the client presented as a secret: password, token, signature, query
	 * parameters and headers. What is left of a text about this event can be logged.
	 * @param text the text
	 * @return the text with {@code ***} in place of the secrets
	 */
	public String redact(String text) {
		return new EventSecrets(this).redact(text);
	}

	@Override
	public String toString() {
		return "AuthorizerEvent[signatureVerified=" + this.signatureVerified + ", protocols=" + this.protocols
				+ ", protocolData=" + this.protocolData + ", connectionMetadata=" + this.connectionMetadata + "]";
	}

	/**
	 * What was presented on each protocol.
	 *
	 * @param tls TLS
	 * @param http the upgrade request of a WebSocket or the HTTPS request to publish,
	 * {@code null} for MQTT directly over TLS
	 * @param mqtt the CONNECT packet, {@code null} for an HTTPS request
	 */
	public record ProtocolData(Tls tls, @Nullable Http http, @Nullable Mqtt mqtt) {
	}

	/**
	 * TLS.
	 *
	 * @param serverName the server name indication (SNI)
	 * @param x509CertificatePem the certificate of the client as PEM; {@code null} where
	 * none are registered
	 * @param principalId the id of that certificate, with which the authorizer has to
	 * answer; {@code null} where none are registered
	 */
	public record Tls(@Nullable String serverName, @Nullable String x509CertificatePem, @Nullable String principalId) {

		/**
		 * Create what is known of a client without a certificate.
		 * @param serverName the server name indication (SNI)
		 */
		public Tls(@Nullable String serverName) {
			this(serverName, null, null);
		}

		@Override
		public String toString() {
			return "Tls[serverName=" + this.serverName + ", principalId=" + this.principalId + "]";
		}

	}

	/**
	 * The upgrade request of a WebSocket, or an HTTPS request to publish.
	 *
	 * @param headers the headers, names in lower case
	 * @param queryString the query as it was sent, without its {@code ?}; empty when
	 * there is none
	 */
	public record Http(Map<String, String> headers, String queryString) {

		public Http {
			headers = Map.copyOf(headers);
		}

		@Override
		public String toString() {
			return "Http[headers=" + this.headers.keySet() + "]";
		}

	}

	/**
	 * The CONNECT packet.
	 *
	 * @param username the whole user name, its query included and still percent-encoded
	 * @param password the password in base64
	 * @param clientId the client id that the client sent
	 */
	public record Mqtt(@Nullable String username, @Nullable String password, @Nullable String clientId) {

		/**
		 * Return the password as it was sent.
		 * @return the bytes, or {@code null} when the client sent none
		 */
		public byte @Nullable [] passwordBytes() {
			return (this.password != null) ? Base64.getDecoder().decode(this.password) : null;
		}

		@Override
		public String toString() {
			return "Mqtt[clientId=" + this.clientId + "]";
		}

	}

	/**
	 * About the connection.
	 *
	 * @param id its id, a UUID
	 */
	public record ConnectionMetadata(String id) {
	}

}
