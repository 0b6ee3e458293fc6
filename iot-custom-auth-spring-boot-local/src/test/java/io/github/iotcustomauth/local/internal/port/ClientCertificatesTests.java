package io.github.iotcustomauth.local.internal.port;

import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.TestCertificates;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ClientCertificates}.
 */
class ClientCertificatesTests {

	private final ClientCertificate registered = TestCertificates.registered();

	private final ClientCertificate expired = TestCertificates.registered(TestCertificates.expired());

	private final ClientCertificate other = TestCertificates.registered();

	private final ClientCertificates certificates = new ClientCertificates(List.of(this.registered, this.expired));

	@Test
	void areRequiredWhenThereAreAny() {
		assertThat(this.certificates.areRequired()).isTrue();
		assertThat(new ClientCertificates(List.of()).areRequired()).isFalse();
	}

	@Test
	void registeredOneIsTrusted() {
		assertThatCode(() -> check(this.registered)).doesNotThrowAnyException();
	}

	@Test
	void anotherOneIsNot() {
		assertThatExceptionOfType(CertificateException.class).isThrownBy(() -> check(this.other))
			.withMessage("the client certificate " + this.other.id()
					+ " is not one of the registered ones; see certificates");
	}

	@Test
	void expiredOneIsNot() {
		assertThatExceptionOfType(CertificateException.class).isThrownBy(() -> check(this.expired))
			.withMessageMatching("the client certificate " + this.expired.id() + " is valid from \\S+Z to \\S+Z only")
			.withCauseInstanceOf(CertificateExpiredException.class);
	}

	private void check(ClientCertificate certificate) throws CertificateException {
		this.certificates.checkClientTrusted(new X509Certificate[] { certificate.certificate() }, "EC");
	}

	@Test
	void findsTheOneThatWasPresented() throws Exception {
		assertThat(this.certificates.get(session(this.registered))).isSameAs(this.registered);
		SSLSession unregistered = session(this.other);
		assertThatExceptionOfType(SSLPeerUnverifiedException.class)
			.isThrownBy(() -> this.certificates.get(unregistered));
	}

	@Test
	void oneThatHasExpiredSinceTheTlsSessionBeganIsRefused() throws Exception {
		SSLSession session = session(this.expired);
		assertThatExceptionOfType(SSLPeerUnverifiedException.class).isThrownBy(() -> this.certificates.get(session))
			.withMessageStartingWith("the client certificate " + this.expired.id() + " is valid from");
	}

	private static SSLSession session(ClientCertificate presented) throws Exception {
		SSLSession session = mock();
		given(session.getPeerCertificates()).willReturn(new Certificate[] { presented.certificate() });
		return session;
	}

	@Test
	void noServerAndNoAuthorityIsTrusted() {
		assertThatExceptionOfType(CertificateException.class).isThrownBy(() -> this.certificates
			.checkServerTrusted(new X509Certificate[] { this.registered.certificate() }, "EC"));
		assertThat(this.certificates.getAcceptedIssuers()).isEmpty();
	}

}
