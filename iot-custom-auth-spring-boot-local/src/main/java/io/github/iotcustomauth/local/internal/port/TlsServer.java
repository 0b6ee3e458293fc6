package io.github.iotcustomauth.local.internal.port;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

import io.github.iotcustomauth.local.authorizer.ClientCertificate;

/**
 * Server side of TLS with the endpoint's certificate. Uses the JDK directly: Netty's
 * wrapper initializes a second context with all certificate authorities of the JDK.
 */
final class TlsServer {

	/** For clients without session tickets. The JDK keeps 20,480 sessions for a day. */
	private static final int MAX_SESSIONS = 100;

	private static final String[] PROTOCOLS = { "TLSv1.3", "TLSv1.2" };

	/** Browsers offer http/1.1 for a WebSocket, the SDKs offer nothing. */
	private static final String[] APPLICATION_PROTOCOLS = { "mqtt", "http/1.1" };

	private final SSLContext context;

	private final ClientCertificates clientCertificates;

	TlsServer(PrivateKey privateKey, List<X509Certificate> certificateChain,
			List<ClientCertificate> clientCertificates) {
		this.clientCertificates = new ClientCertificates(clientCertificates);
		try {
			this.context = SSLContext.getInstance("TLS");
			this.context.init(keyManagers(privateKey, certificateChain), new TrustManager[] { this.clientCertificates },
					null);
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("The TLS key or certificate of the endpoint cannot be used", ex);
		}
		this.context.getServerSessionContext().setSessionCacheSize(MAX_SESSIONS);
	}

	private static KeyManager[] keyManagers(PrivateKey privateKey, List<X509Certificate> certificateChain)
			throws GeneralSecurityException, IOException {
		char[] noPassword = new char[0];
		// not PKCS12, which derives a key in 10,000 rounds, twice: a quarter of a second,
		// for a store that never leaves memory
		KeyStore store = KeyStore.getInstance("JKS");
		store.load(null, null);
		store.setKeyEntry("endpoint", privateKey, noPassword, certificateChain.toArray(Certificate[]::new));
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(store, noPassword);
		return factory.getKeyManagers();
	}

	ClientCertificates clientCertificates() {
		return this.clientCertificates;
	}

	// Return the engine of a new connection, which is refused if it offers application
	// protocols but none of the endpoint's.
	SSLEngine newEngine() {
		SSLEngine engine = this.context.createSSLEngine();
		engine.setUseClientMode(false);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setProtocols(PROTOCOLS);
		parameters.setApplicationProtocols(APPLICATION_PROTOCOLS);
		parameters.setNeedClientAuth(this.clientCertificates.areRequired());
		engine.setSSLParameters(parameters);
		return engine;
	}

}
