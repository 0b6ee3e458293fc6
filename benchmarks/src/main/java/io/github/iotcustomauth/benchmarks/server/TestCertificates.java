package io.github.iotcustomauth.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.stream.Collectors;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.github.iotcustomauth.local.internal.certificate.LocalCertificates;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of the servers of a run: a directory with {@code ca.pem},
 * {@code server.pem} and {@code server.key}, and what the JDK makes of them.
 *
 * @param directory the directory
 * @param caPem the certificate that clients trust
 * @param trust the trust of clients
 * @param keys the key of servers
 */
public record TestCertificates(Path directory, String caPem, TrustManagerFactory trust, KeyManagerFactory keys) {

	private static final char[] NO_PASSWORD = new char[0];

	/**
	 * Create certificates.
	 * @param directory an existing directory
	 * @return the certificates
	 * @throws IOException if the directory cannot be written to
	 * @throws GeneralSecurityException if the JDK does not take them
	 */
	public static TestCertificates create(Path directory) throws IOException, GeneralSecurityException {
		LocalCertificates certificates = LocalCertificates.generate();
		certificates.writeCaCertificate(directory.resolve("ca.pem"));
		Files.writeString(directory.resolve("server.pem"),
				certificates.serverCertificateChain()
					.stream()
					.map(LocalCertificates::toPem)
					.collect(Collectors.joining()));
		Files.writeString(directory.resolve("server.key"),
				"-----BEGIN PRIVATE KEY-----\n"
						+ Base64.getMimeEncoder().encodeToString(certificates.serverKey().getEncoded())
						+ "\n-----END PRIVATE KEY-----\n");
		KeyStore trusted = emptyStore();
		trusted.setCertificateEntry("ca", certificates.caCertificate());
		KeyStore key = emptyStore();
		key.setKeyEntry("server", certificates.serverKey(), NO_PASSWORD,
				certificates.serverCertificateChain().toArray(Certificate[]::new));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(key, NO_PASSWORD);
		return new TestCertificates(directory, certificates.caCertificatePem(), trust, keys);
	}

	private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

	public Path caFile() {
		return this.directory.resolve("ca.pem");
	}

	/**
	 * TLS of a client that trusts the servers.
	 * @return the context
	 */
	public SSLContext clientContext() {
		return context(null, this.trust);
	}

	SSLContext serverContext() {
		return context(this.keys, null);
	}

	private static SSLContext context(@Nullable KeyManagerFactory keys, @Nullable TrustManagerFactory trust) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init((keys != null) ? keys.getKeyManagers() : null,
					(trust != null) ? trust.getTrustManagers() : null, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("TLS cannot be used", ex);
		}
	}

}
