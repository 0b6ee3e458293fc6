package io.github.iotcustomauth.internal.transport.crt;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;
import software.amazon.awssdk.crt.io.TlsContextOptions.TlsVersions;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link TlsMaterial}.
 */
class TlsMaterialTests {

	// openssl pkcs12 -export -nokeys -passout pass:secret -in <a certificate>
	private static final String OPENSSL_WITHOUT_KEYS = """
			MIIClwIBAzCCAk0GCSqGSIb3DQEHAaCCAj4EggI6MIICNjCCAjIGCSqGSIb3DQEHBqCCAiMwggIfAgEAMIICGAYJKoZIhvcNAQcB
			MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgEWVLMh2+fDgICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEAVW
			v7UANWyjU87TWGIot0aAggGwk8VRH59F9kEw6BMN70J0FBVXizJh7WnwIDGXPInX5w1ECZ0hghdXRaRI7e1qDO0mPn5hPX6CpCYR
			dZ3PiTYo2h0pwkA70P1I97IkckbaeMaaiUuRh2oA4AxsA7WChLZLN8sAow920xCPEAvzmRPkWuZbqEWwsIJnYfTBzm4zcVg+iHlS
			xBkxwQFwCM/cDIJEyj2OQPfygHvzLiOcrBkZw7nHZgdru5qiQDFk73PKCQQ2ad2lbSBjNscAD+V9D97vlNNiS9yTM29/32e3woxp
			RF0oS2IXkhm84jrErd+X19dM8DoscIRb91QFK73nBp00Rh9DGhycEGqC1hf0JM+eCxIy2FNw1+8TvTVKDjgaIB79+MKYy5d83+Np
			Pm5NjMrb+nVYoNLF3aSykF3XlYKi4aihutwPuutSk7S33i5/ZyzjAaJzbCtOhmusFI5/U4Z+rv5E3eUD0GrwyMHC6Rr1xFNpJcbH
			ks3tKxty7V+NMWC0zP54Cdod60+IscVHOrZfHXZsuMox4yKY98gAGzDL5O1xMRDCCNqlPChWZ1uqMVlHrZKgiv4/jlW8ISLUYUxZ
			MEEwMTANBglghkgBZQMEAgEFAAQgZ10gHRuhdisScyZpH8YGarKN8wE2rv9q8VLk7FhXHBwECF+u7RDJFL0qAgIIAA==""";

	private static X509Bundle authority;

	private static X509Bundle device;

	private static X509Bundle other;

	@TempDir
	private Path directory;

	@BeforeAll
	static void makeCertificates() throws Exception {
		authority = new CertificateBuilder().ecp256()
			.subject("CN=Test CA")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		X509Bundle intermediate = new CertificateBuilder().ecp256()
			.subject("CN=Test Intermediate")
			.setIsCertificateAuthority(true)
			.buildIssuedBy(authority);
		device = new CertificateBuilder().ecp256().subject("CN=device").buildIssuedBy(intermediate);
		other = new CertificateBuilder().ecp256().subject("CN=other").buildIssuedBy(authority);
	}

	@Test
	void withoutBundleTheTrustIsThatOfTheJvm() throws Exception {
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init((KeyStore) null);
		X509Certificate[] trusted = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
		TlsMaterial material = TlsMaterial.of(null);
		assertThat(certificates(material.trust())).containsExactlyInAnyOrder(trusted);
		assertThat(material.hasKey()).isFalse();
	}

	@Test
	void bundleWithoutStoresIsTheJvmToo() {
		TlsMaterial material = TlsMaterial.of(SslBundle.systemDefault());
		assertThat(material).isEqualTo(TlsMaterial.of(null));
	}

	@Test
	void trustOfAPemBundle() {
		TlsMaterial material = TlsMaterial.of(pem(null, authority.getCertificatePEM() + other.getCertificatePEM()));
		assertThat(certificates(material.trust())).containsExactlyInAnyOrder(authority.getCertificate(),
				other.getCertificate());
		assertThat(material.certificates()).isNull();
		assertThat(material.privateKey()).isNull();
		assertThat(material.hasKey()).isFalse();
	}

	@Test
	void keyOfAPemBundleWithItsChainInOrder() {
		PemSslStoreDetails key = PemSslStoreDetails.forCertificates(device.getCertificatePathPEM())
			.withPrivateKey(device.getPrivateKeyPEM());
		TlsMaterial material = TlsMaterial.of(pem(key, authority.getCertificatePEM()));
		assertThat(certificates(material.trust())).containsExactly(authority.getCertificate());
		assertDevice(material);
	}

	@Test
	void keyOfAPemBundleWithAPassword() {
		PemSslStoreDetails key = PemSslStoreDetails.forCertificates(device.getCertificatePathPEM())
			.withPrivateKey(device.getPrivateKeyPEM())
			.withPassword("secret");
		assertDevice(TlsMaterial.of(SslBundle.of(new PemSslStoreBundle(key, null), SslBundleKey.of("secret"))));
	}

	@Test
	void keyWithoutTrustTrustsWhatTheJvmDoes() {
		PemSslStoreDetails key = PemSslStoreDetails.forCertificates(device.getCertificatePathPEM())
			.withPrivateKey(device.getPrivateKeyPEM());
		TlsMaterial material = TlsMaterial.of(pem(key, null));
		assertThat(material.trust()).isEqualTo(TlsMaterial.of(null).trust());
		assertThat(material.hasKey()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PKCS12", "JKS" })
	void keyAndTrustOfKeyStores(String type) throws Exception {
		JksSslStoreDetails keys = write(type, "secret", keyStore(type, "secret"));
		KeyStore trusted = empty(type);
		trusted.setCertificateEntry("ca", authority.getCertificate());
		JksSslStoreDetails trust = write(type, "other secret", trusted);
		TlsMaterial material = TlsMaterial
			.of(SslBundle.of(new JksSslStoreBundle(keys, trust), SslBundleKey.of(null, "device")));
		assertThat(certificates(material.trust())).containsExactly(authority.getCertificate());
		assertDevice(material);
	}

	@Test
	void keyPasswordMayDifferFromThatOfTheStore() throws Exception {
		JksSslStoreDetails keys = write("JKS", "secret", keyStore("JKS", "key secret"));
		SslStoreBundle stores = new JksSslStoreBundle(keys, null);
		assertDevice(TlsMaterial.of(SslBundle.of(stores, SslBundleKey.of("key secret", "device"))));
		assertThatIllegalStateException()
			.isThrownBy(() -> TlsMaterial.of(SslBundle.of(stores, SslBundleKey.of("wrong secret", "device"))))
			.withMessageNotContaining("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "device", "DEVICE" })
	void aliasChoosesTheKey(String alias) throws Exception {
		SslStoreBundle stores = SslStoreBundle.of(keyStore("PKCS12", "secret"), "secret", null);
		assertDevice(TlsMaterial.of(SslBundle.of(stores, SslBundleKey.of(null, alias))));
		TlsMaterial chosen = TlsMaterial.of(SslBundle.of(stores, SslBundleKey.of(null, "other")));
		assertThat(certificates(chosen.certificates())).containsExactly(other.getCertificate());
	}

	@Test
	void aliasThatIsNotThereIsAnError() throws Exception {
		SslStoreBundle stores = SslStoreBundle.of(keyStore("PKCS12", "secret"), "secret", null);
		SslBundle bundle = SslBundle.of(stores, SslBundleKey.of(null, "missing"));
		assertThatIllegalStateException().isThrownBy(() -> TlsMaterial.of(bundle))
			.withMessageContaining("'missing'")
			.withMessageNotContaining("secret");
	}

	@Test
	void keyStoreWithoutKeyHasNone() throws Exception {
		KeyStore keyStore = empty("PKCS12");
		keyStore.setCertificateEntry("ca", authority.getCertificate());
		TlsMaterial material = TlsMaterial.of(SslBundle.of(SslStoreBundle.of(keyStore, null, null)));
		assertThat(material.hasKey()).isFalse();
	}

	@Test
	void trustStoreWithoutCertificatesIsRefused() throws Exception {
		SslBundle bundle = SslBundle.of(SslStoreBundle.of(null, null, empty("PKCS12")));
		assertThatIllegalStateException().isThrownBy(() -> TlsMaterial.of(bundle))
			.withMessageContaining("has no trusted certificates")
			.withMessageContaining("keytool -importcert");
	}

	@Test
	void fileOfOpensslWithoutKeysIsRefused() throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(new ByteArrayInputStream(Base64.getMimeDecoder().decode(OPENSSL_WITHOUT_KEYS)),
				"secret".toCharArray());
		assertThatIllegalStateException()
			.isThrownBy(() -> TlsMaterial.of(SslBundle.of(SslStoreBundle.of(null, null, store))))
			.withMessageContaining("'openssl pkcs12 -export -nokeys'");
	}

	@Test
	void versionIsAtLeastTls12() {
		assertThat(TlsMaterial.of(null).minimumVersion()).isEqualTo(TlsVersions.TLSv1_2);
		assertThat(restricted("TLSv1.2", "TLSv1.3").minimumVersion()).isEqualTo(TlsVersions.TLSv1_2);
		assertThat(restricted("TLSv1.3").minimumVersion()).isEqualTo(TlsVersions.TLSv1_3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1", "TLSv1.1", "TLSv1.2", "SSLv3", "TLSv1.1,TLSv1.2,TLSv1.3", "TLSv1.1,TLSv1.3" })
	void protocolsThatCannotBeHonoredAreRefused(String protocols) {
		assertThatIllegalStateException().isThrownBy(() -> restricted(protocols.split(",")))
			.withMessageContaining("'options.enabled-protocols'")
			.withMessageContaining(protocols.split(",")[0]);
	}

	@Test
	void ciphersCannotBeHonored() {
		SslBundle bundle = SslBundle.of(null, null,
				SslOptions.of(Set.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), null));
		assertThatIllegalStateException().isThrownBy(() -> TlsMaterial.of(bundle))
			.withMessageContaining("'options.ciphers'");
	}

	@Test
	void isShownWithoutTheKey() {
		PemSslStoreDetails key = PemSslStoreDetails.forCertificates(device.getCertificatePathPEM())
			.withPrivateKey(device.getPrivateKeyPEM());
		assertThat(TlsMaterial.of(pem(key, null))).hasToString("TlsMaterial[hasKey=true]");
	}

	@ParameterizedTest
	@EnumSource(names = { "ecp256", "rsa2048" })
	void nativeTlsReadsIt(Algorithm algorithm) throws Exception {
		X509Bundle client = new CertificateBuilder().algorithm(algorithm).subject("CN=client").buildIssuedBy(authority);
		PemSslStoreDetails key = PemSslStoreDetails.forCertificates(client.getCertificatePathPEM())
			.withPrivateKey(client.getPrivateKeyPEM());
		TlsMaterial material = TlsMaterial.of(pem(key, authority.getCertificatePEM()));
		try (TlsContextOptions options = TlsContextOptions.createWithMtls(material.certificates(),
				material.privateKey())) {
			options.overrideDefaultTrustStore(material.trust());
			try (TlsContext context = new TlsContext(options)) {
				assertThat(context.isNull()).isFalse();
			}
		}
	}

	@Test
	void nativeTlsReadsTheTrustOfTheJvm() {
		try (TlsContextOptions options = TlsContextOptions.createDefaultClient()) {
			options.overrideDefaultTrustStore(TlsMaterial.of(null).trust());
			try (TlsContext context = new TlsContext(options)) {
				assertThat(context.isNull()).isFalse();
			}
		}
	}

	private static TlsMaterial restricted(String... protocols) {
		return TlsMaterial.of(SslBundle.of(null, null, SslOptions.of(null, protocols)));
	}

	private static void assertDevice(TlsMaterial material) {
		// a PKCS12 store adds the root when it has it
		assertThat(certificates(material.certificates())).startsWith(device.getCertificatePath())
			.hasSizeLessThanOrEqualTo(3);
		PrivateKey key = PemContent.of(material.privateKey()).getPrivateKey();
		assertThat(key).isEqualTo(device.getKeyPair().getPrivate());
	}

	private static List<X509Certificate> certificates(String pem) {
		return PemContent.of(pem).getCertificates();
	}

	private static SslBundle pem(PemSslStoreDetails key, String trust) {
		return SslBundle
			.of(new PemSslStoreBundle(key, (trust != null) ? PemSslStoreDetails.forCertificates(trust) : null));
	}

	private static KeyStore keyStore(String type, String password) throws Exception {
		KeyStore keyStore = empty(type);
		keyStore.setCertificateEntry("a-certificate", authority.getCertificate());
		keyStore.setKeyEntry("other", other.getKeyPair().getPrivate(), password.toCharArray(),
				other.getCertificatePath());
		keyStore.setKeyEntry("device", device.getKeyPair().getPrivate(), password.toCharArray(),
				device.getCertificatePath());
		return keyStore;
	}

	private static KeyStore empty(String type) throws Exception {
		KeyStore keyStore = KeyStore.getInstance(type);
		keyStore.load(null, null);
		return keyStore;
	}

	private JksSslStoreDetails write(String type, String password, KeyStore keyStore) throws Exception {
		Path file = Files.createTempFile(this.directory, "store", ".jks");
		try (OutputStream out = Files.newOutputStream(file)) {
			keyStore.store(out, password.toCharArray());
		}
		return new JksSslStoreDetails(type, null, file.toUri().toString(), password);
	}

}
