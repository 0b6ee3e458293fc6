package io.github.iotcustomauth.local.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * All that a client in the same application needs to connect to the local endpoint.
 *
 * @param host the host name
 * @param port the port, for MQTT over TLS and over WebSocket
 * @param caCertificatePem the certificate to trust, as PEM
 * @param credentials credentials that the endpoint accepts, or {@code null} when the
 * configured authorizers leave no obvious choice, want a signed token, or decide by a
 * function
 * @param clientCertificateRequired whether a client needs a registered certificate of its
 * own as well, and MQTT over TLS
 * @param publishRateLimited whether the endpoint keeps the limit of publishes a second
 */
public record LocalIotCoreAccess(String host, int port, String caCertificatePem, @Nullable LocalCredentials credentials,
		boolean clientCertificateRequired, boolean publishRateLimited) {

	/**
	 * Leaves the certificate and the password out.
	 */
	@Override
	public String toString() {
		return "LocalIotCoreAccess[host=" + this.host + ", port=" + this.port + ", credentials=" + this.credentials
				+ "]";
	}

}
