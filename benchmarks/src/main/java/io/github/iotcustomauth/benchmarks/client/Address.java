package io.github.iotcustomauth.benchmarks.client;

import io.github.iotcustomauth.benchmarks.server.TestCertificates;
import org.jspecify.annotations.Nullable;

/**
 * Address of a server on this machine, and how clients trust it.
 *
 * @param port the port
 * @param caPem the certificate that clients trust, as PEM
 * @param certificates the certificates of the run
 * @param alpn the protocol to ask for in TLS, or {@code null}
 */
public record Address(int port, String caPem, TestCertificates certificates, @Nullable String alpn) {

	/**
	 * The host of all servers.
	 */
	public static final String HOST = "localhost";

	/**
	 * The user name and password of all clients, which say nothing to most servers.
	 */
	public static final String USER = "bench";

	public static Address of(int port, TestCertificates certificates) {
		return new Address(port, certificates.caPem(), certificates, null);
	}

}
