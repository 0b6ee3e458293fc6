package io.github.iotcustomauth.internal.transport.crt;

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

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.io.TlsContextOptions.TlsVersions;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.util.Assert;

/**
 * Trust and key material in PEM form, which the native TLS reads, and the minimum version
 * of TLS.
 *
 * @param trust the trusted certificates, at least one
 * @param certificates the certificate chain of the client, or {@code null}
 * @param privateKey the private key of the client, or {@code null}
 * @param minimumVersion the minimum version of TLS
 */
record TlsMaterial(String trust, @Nullable String certificates, @Nullable String privateKey,
		TlsVersions minimumVersion) {

	/**
	 * The material of a bundle, or the trust of the JVM without a bundle.
	 * @param bundle the bundle, or {@code null}
	 * @return the material
	 * @throws IllegalStateException if the bundle cannot be used; the message is a
	 * sentence without full stop
	 */
	static TlsMaterial of(@Nullable SslBundle bundle) {
		try {
			if (bundle == null) {
				TrustManagerFactory factory = TrustManagerFactory
					.getInstance(TrustManagerFactory.getDefaultAlgorithm());
				factory.init((KeyStore) null);
				return new TlsMaterial(trust(factory, "The trust store of the JVM"), null, null, TlsVersions.TLSv1_2);
			}
			TlsVersions minimum = TlsRestrictions.minimumVersion(bundle.getOptions());
			String trust = trust(bundle.getManagers().getTrustManagerFactory(),
					"The trust store of the SSL bundle of the connection");
			KeyStore keyStore = bundle.getStores().getKeyStore();
			TlsMaterial material = new TlsMaterial(trust, null, null, minimum);
			return (keyStore != null) ? material.withKey(keyStore, bundle) : material;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The SSL bundle of the connection cannot be read", ex);
		}
	}

	// the native TLS would trust what the operating system does if there were none
	private static String trust(TrustManagerFactory factory, String store) {
		String trust = Stream.of(factory.getTrustManagers())
			.filter(X509TrustManager.class::isInstance)
			.map(X509TrustManager.class::cast)
			.findFirst()
			.map((manager) -> pem(Stream.of(manager.getAcceptedIssuers())))
			.orElse("");
		Assert.state(!trust.isEmpty(),
				() -> store + " has no trusted certificates. Java finds none in a PKCS12 file that was written with "
						+ "'openssl pkcs12 -export -nokeys': import them with 'keytool -importcert', or use PEM");
		return trust;
	}

	private TlsMaterial withKey(KeyStore keyStore, SslBundle bundle) throws GeneralSecurityException {
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
				return new TlsMaterial(this.trust, pem(chain), block("PRIVATE KEY", key.getEncoded()),
						this.minimumVersion);
			}
		}
		Assert.state(bundleKey.getAlias() == null,
				() -> "The SSL bundle of the connection has no private key '" + bundleKey.getAlias() + "'");
		return this;
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
