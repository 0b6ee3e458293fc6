package io.github.iotcustomauth.transport.crt;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.util.Assert;

/**
 * Trust and key material in the form that the native TLS reads: PEM.
 *
 * @param trust the trusted certificates, empty for those of the operating system
 * @param certificates the certificate chain of the client, or {@code null}
 * @param privateKey the private key of the client, or {@code null}
 */
record TlsMaterial(String trust, @Nullable String certificates, @Nullable String privateKey) {

	/**
	 * The material of a bundle, or the trust of the JVM.
	 * @param bundle the bundle, or {@code null}
	 * @return the material
	 */
	static TlsMaterial of(@Nullable SslBundle bundle) {
		try {
			if (bundle == null) {
				TrustManagerFactory factory = TrustManagerFactory
					.getInstance(TrustManagerFactory.getDefaultAlgorithm());
				factory.init((KeyStore) null);
				return new TlsMaterial(trust(factory), null, null);
			}
			String trust = trust(bundle.getManagers().getTrustManagerFactory());
			KeyStore keyStore = bundle.getStores().getKeyStore();
			return (keyStore != null) ? withKey(trust, keyStore, bundle) : new TlsMaterial(trust, null, null);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The SSL bundle of the connection cannot be read", ex);
		}
	}

	private static String trust(TrustManagerFactory factory) throws GeneralSecurityException {
		for (TrustManager manager : factory.getTrustManagers()) {
			if (manager instanceof X509TrustManager x509) {
				return pem(Stream.of(x509.getAcceptedIssuers()));
			}
		}
		return "";
	}

	private static TlsMaterial withKey(String trust, KeyStore keyStore, SslBundle bundle)
			throws GeneralSecurityException {
		SslBundleKey bundleKey = bundle.getKey();
		String password = (bundleKey.getPassword() != null) ? bundleKey.getPassword()
				: bundle.getStores().getKeyStorePassword();
		char[] secret = (password != null) ? password.toCharArray() : null;
		for (String alias : Collections.list(keyStore.aliases())) {
			boolean wanted = bundleKey.getAlias() == null || bundleKey.getAlias().equalsIgnoreCase(alias);
			Key key = wanted ? keyStore.getKey(alias, secret) : null;
			if (key instanceof PrivateKey) {
				Stream<X509Certificate> chain = Arrays.stream(keyStore.getCertificateChain(alias))
					.map(X509Certificate.class::cast);
				return new TlsMaterial(trust, pem(chain), block("PRIVATE KEY", key.getEncoded()));
			}
		}
		Assert.state(bundleKey.getAlias() == null,
				() -> "The SSL bundle of the connection has no private key '" + bundleKey.getAlias() + "'");
		return new TlsMaterial(trust, null, null);
	}

	boolean hasKey() {
		return this.privateKey != null;
	}

	private static String pem(Stream<X509Certificate> certificates) {
		return certificates.map(TlsMaterial::encoded)
			.map((encoded) -> block("CERTIFICATE", encoded))
			.collect(Collectors.joining());
	}

	private static byte[] encoded(Certificate certificate) {
		try {
			return certificate.getEncoded();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("A certificate of the connection cannot be encoded", ex);
		}
	}

	private static String block(String type, byte[] der) {
		String body = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(der);
		return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
	}

	@Override
	public String toString() {
		return "TlsMaterial[hasKey=" + hasKey() + "]";
	}

}
