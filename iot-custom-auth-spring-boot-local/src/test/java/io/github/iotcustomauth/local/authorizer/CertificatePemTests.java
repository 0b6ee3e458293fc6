package io.github.iotcustomauth.local.authorizer;

import java.util.stream.Stream;

import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CertificatePem}.
 */
class CertificatePemTests {

	private static final X509Bundle DEVICE = TestCertificates.device();

	private static final String PEM = TestCertificates.registered(DEVICE).pem();

	@Test
	void readsCertificate() {
		assertThat(CertificatePem.parse(PEM)).isEqualTo(DEVICE.getCertificate());
		assertThat(CertificatePem.parse(PEM.replace("\n", "\r\n"))).isEqualTo(DEVICE.getCertificate());
	}

	@Test
	void ignoresTextAroundIt() {
		assertThat(CertificatePem.parse("subject=CN = device\n" + PEM + "\nend\n")).isEqualTo(DEVICE.getCertificate());
	}

	static Stream<Arguments> rejected() {
		return Stream.of(Arguments.of(DEVICE.getPrivateKeyPEM(), "it has a private key"),
				Arguments.of(PEM + DEVICE.getPrivateKeyPEM(), "it has a private key"),
				Arguments.of(PEM + PEM, "it has 2 certificates"), Arguments.of("secret", "it is no PEM block"),
				Arguments.of(PEM.replace("\n", ""), "it is no PEM block"),
				Arguments.of(PEM.replaceFirst("\nMII", "\nAAA"), "it is not a valid X.509 certificate"));
	}

	@ParameterizedTest(name = "{1}")
	@MethodSource("rejected")
	void rejects(String pem, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> CertificatePem.parse(pem))
			.withMessageStartingWith(reason)
			.withMessageNotContaining("MII")
			.withMessageNotContaining("secret");
	}

}
