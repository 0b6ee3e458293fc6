package io.github.iotcustomauth.autoconfigure;

import java.security.PrivateKey;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

import io.github.iotcustomauth.internal.token.TestKeys;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SslBundlePrivateKey}.
 */
class SslBundlePrivateKeyTests {

	private static final String PASSWORD = "s3cr3t";

	private static X509Bundle certificate;

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	private final SslBundlePrivateKey privateKey = new SslBundlePrivateKey(
			new SslBundleProperty("key", "signing", this.bundles));

	@BeforeAll
	static void makeCertificate() throws Exception {
		certificate = new CertificateBuilder().rsa2048()
			.subject("CN=signing")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
	}

	@Test
	void isThatOfTheBundleAsItIsNow() {
		PrivateKey other = TestKeys.RSA.getPrivate();
		this.bundles.registerBundle("signing", bundle(certificate.getPrivateKeyPEM(), null));
		assertThat(this.privateKey.get()).isEqualTo(certificate.getKeyPair().getPrivate());
		this.bundles.updateBundle("signing", bundle(TestKeys.pem(other), null));
		assertThat(this.privateKey.get()).isEqualTo(other);
	}

	@Test
	void mayBeEncrypted() throws Exception {
		this.bundles.registerBundle("signing", bundle(encryptedPem(), PASSWORD));
		assertThat(this.privateKey.get()).isEqualTo(certificate.getKeyPair().getPrivate());
	}

	@Test
	void wrongPasswordIsNotShown() throws Exception {
		this.bundles.registerBundle("signing", bundle(encryptedPem(), "wrong-" + PASSWORD));
		assertThatIllegalArgumentException().isThrownBy(this.privateKey::get)
			.withMessageStartingWith("The private key of the SSL bundle 'signing' cannot be read (")
			.withMessageNotContaining(PASSWORD);
	}

	private static String encryptedPem() throws Exception {
		Cipher cipher = Cipher.getInstance("PBEWithSHA1AndDESede");
		cipher.init(Cipher.ENCRYPT_MODE, SecretKeyFactory.getInstance("PBEWithSHA1AndDESede")
			.generateSecret(new PBEKeySpec(PASSWORD.toCharArray())));
		byte[] key = cipher.doFinal(certificate.getKeyPair().getPrivate().getEncoded());
		byte[] encrypted = new EncryptedPrivateKeyInfo(cipher.getParameters(), key).getEncoded();
		return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(encrypted)
				+ "\n-----END ENCRYPTED PRIVATE KEY-----\n";
	}

	private static SslBundle bundle(String privateKey, @Nullable String password) {
		return SslBundle.of(new PemSslStoreBundle(PemSslStoreDetails.forCertificate(certificate.getCertificatePEM())
			.withPrivateKey(privateKey)
			.withPrivateKeyPassword(password), null));
	}

}
