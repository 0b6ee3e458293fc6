package io.github.iotcustomauth.internal.transport.crt;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;

import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.X509TrustManager;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.netty.pkitesting.CertificateBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link PresentedCertificates}.
 */
class PresentedCertificatesTests {

	private final X509TrustManager trust = mock();

	private final PresentedCertificates certificates = new PresentedCertificates(this.trust);

	private X509Certificate[] chain;

	@BeforeEach
	void present() throws Exception {
		this.chain = new X509Certificate[] { new CertificateBuilder().ecp256()
			.subject("CN=other.example")
			.addSanDnsName("other.example")
			.setIsCertificateAuthority(true)
			.buildSelfSigned()
			.getCertificate() };
	}

	@ParameterizedTest
	@ValueSource(strings = { "No subject alternative DNS name matching host found.", "No name matching host found",
			"The name doesn't match" })
	void wrongHostIfTheRefusalIsOfTheName(String message) {
		check();
		IotFailure failure = explain(new CertificateException(message));
		assertThat(failure.reason()).isEqualTo(FailureReason.CERTIFICATE_WRONG_HOST);
		assertThat(failure.whatToCheck()).contains("'other.example' and not for 'host'");
	}

	@Test
	void otherRefusalsAreUnclear() {
		check();
		assertThat(explain(new CertificateException("Certificates do not conform to algorithm constraints"))).isNull();
		assertThat(explain(new CertificateException((String) null))).isNull();
	}

	@Test
	void untrustedIfTheTrustManagerRefuses() throws Exception {
		CertificateException refusal = new CertificateException("no path");
		willThrow(refusal).given(this.trust).checkServerTrusted(any(), any());
		check();
		assertThat(explain(refusal).reason()).isEqualTo(FailureReason.CERTIFICATE_UNTRUSTED);
	}

	@Test
	void refusalOfAnAlgorithmIsUnclear() throws Exception {
		CertificateException refusal = new CertificateException("no path",
				new CertPathValidatorException("weak", null, null, -1, BasicReason.ALGORITHM_CONSTRAINED));
		willThrow(refusal).given(this.trust).checkServerTrusted(any(), any());
		check();
		assertThat(explain(refusal)).isNull();
	}

	private void check() {
		catchThrowable(() -> this.certificates.checkServerTrusted(this.chain, "ECDHE_ECDSA"));
	}

	private IotFailure explain(CertificateException refusal) {
		SSLHandshakeException failure = new SSLHandshakeException(refusal.getMessage());
		failure.initCause(refusal);
		return this.certificates.explain("host", failure, Instant.now());
	}

}
