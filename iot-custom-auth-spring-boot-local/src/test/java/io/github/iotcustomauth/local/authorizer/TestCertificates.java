package io.github.iotcustomauth.local.authorizer;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.policy.PolicyDocument;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * Certificates of clients, made for a test and signed by one authority.
 */
public final class TestCertificates {

	private static final X509Bundle AUTHORITY = authority();

	private TestCertificates() {
	}

	/**
	 * Return a new certificate and its key.
	 */
	public static X509Bundle device() {
		return make(new CertificateBuilder());
	}

	/**
	 * Return a new certificate that has expired, and its key.
	 */
	public static X509Bundle expired() {
		Instant now = Instant.now();
		return make(new CertificateBuilder().notBefore(now.minus(Duration.ofDays(2)))
			.notAfter(now.minus(Duration.ofDays(1))));
	}

	private static X509Bundle make(CertificateBuilder builder) {
		try {
			return builder.ecp256().subject("CN=device").buildIssuedBy(AUTHORITY);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static X509Bundle authority() {
		try {
			return new CertificateBuilder().ecp256()
				.subject("CN=authority")
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return a new certificate as it is registered.
	 */
	public static ClientCertificate registered(String... policies) {
		return registered(device(), policies);
	}

	/**
	 * Return a certificate as it is registered.
	 */
	public static ClientCertificate registered(X509Bundle device, String... policies) {
		return new ClientCertificate(device.getCertificate(), Stream.of(policies).map(PolicyDocument::parse).toList());
	}

}
