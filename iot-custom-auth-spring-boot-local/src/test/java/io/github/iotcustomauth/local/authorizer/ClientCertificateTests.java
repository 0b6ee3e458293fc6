package io.github.iotcustomauth.local.authorizer;

import java.security.MessageDigest;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientCertificate}.
 */
class ClientCertificateTests {

	private final ClientCertificate certificate = TestCertificates.registered();

	@Test
	void idIsTheFingerprintOfTheCertificate() throws Exception {
		byte[] digest = MessageDigest.getInstance("SHA-256").digest(this.certificate.certificate().getEncoded());
		assertThat(this.certificate.id()).matches("[0-9a-f]{64}").isEqualTo(HexFormat.of().formatHex(digest));
		assertThat(TestCertificates.registered().id()).isNotEqualTo(this.certificate.id());
	}

	@Test
	void pemIsTheCertificate() {
		assertThat(this.certificate.pem()).startsWith("-----BEGIN CERTIFICATE-----\n")
			.endsWith("\n-----END CERTIFICATE-----\n");
		assertThat(CertificatePem.parse(this.certificate.pem())).isEqualTo(this.certificate.certificate());
	}

	@Test
	void showsItsIdAlone() {
		assertThat(this.certificate).hasToString("ClientCertificate[id=" + this.certificate.id() + ", policies=0]");
	}

}
