package io.github.iotcustomauth.local.internal.certificate;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IssuedCertificate}.
 */
class IssuedCertificateTests {

	private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

	private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";

	private final Instant notBefore = Instant.now().truncatedTo(ChronoUnit.SECONDS);

	private final Instant notAfter = this.notBefore.plus(Duration.ofDays(365));

	private final IssuedCertificate authority;

	private final IssuedCertificate server;

	IssuedCertificateTests() throws Exception {
		this.authority = IssuedCertificate.authority("Test CA", this.notBefore, this.notAfter);
		this.server = this.authority.issueServer(List.of("test.example"),
				List.of(InetAddress.getByAddress(new byte[] { 10, 0, 0, -1 })));
	}

	@Test
	void authorityMayOnlySign() throws Exception {
		X509Certificate certificate = this.authority.certificate();
		certificate.verify(certificate.getPublicKey());
		assertThat(certificate.getVersion()).isEqualTo(3);
		assertThat(certificate.getSubjectX500Principal()).hasToString("CN=Test CA")
			.isEqualTo(certificate.getIssuerX500Principal());
		assertThat(certificate.getBasicConstraints()).isNotNegative();
		assertThat(certificate.getKeyUsage()).containsExactly(false, false, false, false, false, true, true, false,
				false);
		assertThat(certificate.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
	}

	@Test
	void serverMayOnlyServe() throws Exception {
		X509Certificate certificate = this.server.certificate();
		certificate.verify(this.authority.certificate().getPublicKey());
		assertThat(certificate.getSubjectX500Principal()).hasToString("CN=test.example");
		assertThat(certificate.getIssuerX500Principal())
			.isEqualTo(this.authority.certificate().getSubjectX500Principal());
		assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
		assertThat(certificate.getKeyUsage()).containsExactly(true, false, false, false, false, false, false, false,
				false);
		assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
		assertThat(certificate.getCriticalExtensionOIDs()).isEqualTo(Set.of("2.5.29.15"));
	}

	@Test
	void serverHasNameAndAddress() throws Exception {
		assertThat(this.server.certificate().getSubjectAlternativeNames())
			.containsExactlyInAnyOrder(List.of(2, "test.example"), List.of(7, "10.0.0.255"));
	}

	@Test
	void serverNamesTheKeyOfTheAuthority() {
		byte[] subject = this.authority.certificate().getExtensionValue(SUBJECT_KEY_IDENTIFIER);
		byte[] issuer = this.server.certificate().getExtensionValue(AUTHORITY_KEY_IDENTIFIER);
		assertThat(identifier(issuer)).hasSize(20).isEqualTo(identifier(subject));
		assertThat(identifier(this.server.certificate().getExtensionValue(SUBJECT_KEY_IDENTIFIER)))
			.isNotEqualTo(identifier(subject));
	}

	@Test
	void bothHaveKeysOfTheirOwnOnP256() {
		for (IssuedCertificate issued : List.of(this.authority, this.server)) {
			assertThat(issued.certificate().getSigAlgName()).isEqualTo("SHA256withECDSA");
			assertThat(issued.certificate().getPublicKey()).isInstanceOfSatisfying(ECPublicKey.class,
					(key) -> assertThat(key.getParams().toString()).contains("secp256r1"));
		}
		assertThat(this.server.certificate().getPublicKey()).isNotEqualTo(this.authority.certificate().getPublicKey());
		assertThat(this.server.key()).isNotEqualTo(this.authority.key());
	}

	@Test
	void bothAreValidAsLong() {
		for (IssuedCertificate issued : List.of(this.authority, this.server)) {
			assertThat(issued.certificate().getNotBefore()).isEqualTo(this.notBefore);
			assertThat(issued.certificate().getNotAfter()).isEqualTo(this.notAfter);
		}
	}

	@Test
	void serialNumbersArePositiveAndDiffer() {
		assertThat(this.authority.certificate().getSerialNumber()).isPositive()
			.isNotEqualTo(this.server.certificate().getSerialNumber());
	}

	@Test
	void showsNoKey() {
		assertThat(this.server).hasToString("IssuedCertificate[CN=test.example]");
	}

	private static byte[] identifier(byte[] extension) {
		return Arrays.copyOfRange(extension, extension.length - 20, extension.length);
	}

}
