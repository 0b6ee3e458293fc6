package io.github.iotcustomauth.internal.transport.crt;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import javax.net.ssl.X509TrustManager;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that an endpoint presents in one handshake, and what is wrong with
 * them. Trusts what the trust manager behind it does; the host name is checked by the
 * caller.
 */
final class PresentedCertificates implements X509TrustManager {

	private static final int MAX_NAMES = 3;

	private static final int MAX_NAME_LENGTH = 100;

	private static final List<String> OF_NAME = List.of("No subject alternative", "No name matching", "doesn't match");

	private static final String BUNDLE = "'aws.iot.custom-auth.ssl.bundle' (without a bundle, the trust store of the "
			+ "JVM)";

	private final X509TrustManager trust;

	private List<X509Certificate> chain = List.of();

	private @Nullable CertificateException refusal;

	PresentedCertificates(X509TrustManager trust) {
		this.trust = trust;
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw new CertificateException("There are no clients");
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		this.chain = List.of(chain);
		try {
			this.trust.checkServerTrusted(chain, authType);
		}
		catch (CertificateException ex) {
			this.refusal = ex;
			throw ex;
		}
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.trust.getAcceptedIssuers();
	}

	/**
	 * What is wrong with the certificates.
	 * @param host the host name that they should be for
	 * @param failure the failure of the handshake
	 * @param now the time of this machine
	 * @return the failure, or {@code null} if it has another reason
	 */
	@Nullable IotFailure explain(String host, Throwable failure, Instant now) {
		X509Certificate outdated = outdated(now);
		if (outdated != null) {
			return outdated(outdated, now);
		}
		if (this.refusal != null && !isOfAlgorithm(this.refusal)) {
			return IotFailure.of(FailureReason.CERTIFICATE_UNTRUSTED, whyUntrusted());
		}
		if (this.chain.isEmpty() || cause(failure, PresentedCertificates::isOfName) == null) {
			return null;
		}
		List<String> names = names(this.chain.get(0));
		if (names.isEmpty()) {
			return null;
		}
		return IotFailure.of(FailureReason.CERTIFICATE_WRONG_HOST,
				"It is for " + shown(names) + " and not for '" + PrintableText.of(host)
						+ "'; check 'aws.iot.custom-auth.endpoint', or let the server present a certificate for this "
						+ "name");
	}

	// algorithms that Java does not allow, which say nothing of the native TLS
	private static boolean isOfAlgorithm(CertificateException refusal) {
		return cause(refusal, (ex) -> ex instanceof CertPathValidatorException invalid
				&& invalid.getReason() == BasicReason.ALGORITHM_CONSTRAINED) != null;
	}

	// the check of Java knows wildcards and ignores the case of letters
	private static boolean isOfName(Throwable failure) {
		String message = failure.getMessage();
		return failure instanceof CertificateException && message != null
				&& OF_NAME.stream().anyMatch(message::contains);
	}

	// the one of the endpoint, or another one of the path that was tried
	private @Nullable X509Certificate outdated(Instant now) {
		boolean ofPath = this.refusal != null && cause(this.refusal, (ex) -> ex instanceof CertificateExpiredException
				|| ex instanceof CertificateNotYetValidException) != null;
		return this.chain.stream()
			.limit(ofPath ? this.chain.size() : 1)
			.filter((certificate) -> now.isAfter(certificate.getNotAfter().toInstant())
					|| now.isBefore(certificate.getNotBefore().toInstant()))
			.findFirst()
			.orElse(null);
	}

	private static IotFailure outdated(X509Certificate certificate, Instant now) {
		Instant until = certificate.getNotAfter().toInstant();
		String clock = "the clock of this machine, which says " + now;
		return now.isAfter(until)
				? IotFailure.of(FailureReason.CERTIFICATE_EXPIRED,
						"The certificate of " + subject(certificate) + " was valid until " + until
								+ "; let the server renew it, or check " + clock)
				: IotFailure.of(FailureReason.CERTIFICATE_NOT_YET_VALID, "The certificate of " + subject(certificate)
						+ " is valid from " + certificate.getNotBefore().toInstant() + " on; check " + clock);
	}

	private String whyUntrusted() {
		X509Certificate last = this.chain.get(this.chain.size() - 1);
		if (last.getIssuerX500Principal().equals(last.getSubjectX500Principal())) {
			return ((this.chain.size() == 1) ? "The certificate of " + subject(last) + " is signed by itself"
					: "The certificate ends at the CA " + subject(last))
					+ ", which is not trusted; check that this is the right server, and add the certificate to "
					+ BUNDLE;
		}
		String issuer = name(last.getIssuerX500Principal().getName());
		return ((this.chain.size() == 1) ? "The server sends no certificate but its own, whose issuer "
				: "The certificate ends at the issuer ") + issuer + " is not trusted; add the CA to " + BUNDLE
				+ ", or let the server send the intermediate certificates up to one that is";
	}

	private static String subject(X509Certificate certificate) {
		return name(certificate.getSubjectX500Principal().getName());
	}

	private static String name(String name) {
		return "'" + PrintableText.of((name.length() <= MAX_NAME_LENGTH) ? name : name.substring(0, MAX_NAME_LENGTH))
				+ "'";
	}

	private static String shown(List<String> names) {
		return names.stream().limit(MAX_NAMES).map(PresentedCertificates::name).collect(Collectors.joining(", "))
				+ ((names.size() > MAX_NAMES) ? ", ..." : "");
	}

	private static List<String> names(X509Certificate certificate) {
		List<String> names = new ArrayList<>();
		try {
			Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
			if (alternatives != null) {
				alternatives.stream()
					.map((name) -> name.get(1))
					.filter(String.class::isInstance)
					.forEach((name) -> names.add((String) name));
			}
		}
		catch (CertificateParsingException ex) {
			return List.of();
		}
		return names.isEmpty() ? List.of(certificate.getSubjectX500Principal().getName()) : names;
	}

	private static @Nullable Throwable cause(Throwable failure, Predicate<Throwable> wanted) {
		Throwable cause = failure;
		while (cause != null && !wanted.test(cause)) {
			cause = cause.getCause();
		}
		return cause;
	}

}
