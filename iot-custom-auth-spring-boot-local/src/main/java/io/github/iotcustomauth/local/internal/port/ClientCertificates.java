package io.github.iotcustomauth.local.internal.port;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509TrustManager;

import io.github.iotcustomauth.local.authorizer.ClientCertificate;

/**
 * Registered client certificates. As in AWS IoT Core, a client must present one of them
 * as its own; the issuer does not matter.
 */
final class ClientCertificates implements X509TrustManager {

	private final Map<X509Certificate, ClientCertificate> registered = new LinkedHashMap<>();

	ClientCertificates(List<ClientCertificate> registered) {
		registered.forEach((certificate) -> this.registered.put(certificate.certificate(), certificate));
	}

	// Return whether clients need a certificate.
	boolean areRequired() {
		return !this.registered.isEmpty();
	}

	// Return the certificate that a client presented.
	ClientCertificate get(SSLSession session) throws SSLPeerUnverifiedException {
		ClientCertificate certificate = this.registered.get(session.getPeerCertificates()[0]);
		if (certificate == null) {
			throw new SSLPeerUnverifiedException("the client certificate is not registered");
		}
		try {
			// the trust manager is not called in a resumed TLS session
			requireValid(certificate.certificate());
		}
		catch (CertificateException ex) {
			throw new SSLPeerUnverifiedException(ex.getMessage());
		}
		return certificate;
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		X509Certificate certificate = chain[0];
		if (!this.registered.containsKey(certificate)) {
			throw new CertificateException(
					subject(certificate) + " is not one of the registered ones; see certificates");
		}
		requireValid(certificate);
	}

	private static void requireValid(X509Certificate certificate) throws CertificateException {
		try {
			certificate.checkValidity();
		}
		catch (CertificateException ex) {
			throw new CertificateException(subject(certificate) + " is valid from "
					+ certificate.getNotBefore().toInstant() + " to " + certificate.getNotAfter().toInstant() + " only",
					ex);
		}
	}

	private static String subject(X509Certificate certificate) {
		return "the client certificate " + ClientCertificate.id(certificate);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw new CertificateException("The endpoint opens no connections");
	}

	/**
	 * Names no authority, so that clients present any certificate they have.
	 */
	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return new X509Certificate[0];
	}

}
