package io.github.iotcustomauth.local.authorizer;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads and writes the certificate of a client as PEM, the form in which AWS IoT Core
 * registers it and shows it to an authorizer. Text around it is ignored.
 */
public final class CertificatePem {

	private static final String HEADER = "-----BEGIN CERTIFICATE-----";

	private static final String FOOTER = "-----END CERTIFICATE-----";

	private static final Pattern CERTIFICATE = Pattern.compile(HEADER + "[ \\t]*\\R([A-Za-z0-9+/=\\s]++)" + FOOTER);

	private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] { '\n' });

	private CertificatePem() {
	}

	/**
	 * Read a certificate.
	 * @param pem the PEM text
	 * @return the certificate
	 * @throws IllegalArgumentException if the text does not hold exactly one certificate,
	 * or a private key; the message says what is wrong and never quotes the text
	 */
	public static X509Certificate parse(String pem) {
		if (pem.contains("PRIVATE KEY-----")) {
			throw new IllegalArgumentException("it has a private key, which only the client needs");
		}
		List<String> blocks = CERTIFICATE.matcher(pem).results().map((block) -> block.group(1)).toList();
		if (blocks.isEmpty()) {
			throw new IllegalArgumentException(
					"it is no PEM block of several lines from '" + HEADER + "' to '" + FOOTER + "'");
		}
		if (blocks.size() > 1) {
			throw new IllegalArgumentException("it has " + blocks.size() + " certificates");
		}
		return decode(blocks.get(0));
	}

	private static X509Certificate decode(String base64) {
		try {
			byte[] encoded = Base64.getMimeDecoder().decode(base64);
			return (X509Certificate) CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(encoded));
		}
		catch (CertificateException | IllegalArgumentException ex) {
			throw new IllegalArgumentException("it is not a valid X.509 certificate", ex);
		}
	}

	static String write(X509Certificate certificate) {
		return HEADER + "\n" + BASE64.encodeToString(encoded(certificate)) + "\n" + FOOTER + "\n";
	}

	static byte[] encoded(X509Certificate certificate) {
		try {
			return certificate.getEncoded();
		}
		catch (CertificateEncodingException ex) {
			throw new IllegalArgumentException("The certificate cannot be encoded", ex);
		}
	}

}
