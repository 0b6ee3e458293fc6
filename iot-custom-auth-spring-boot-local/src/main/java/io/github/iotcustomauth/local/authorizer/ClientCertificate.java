package io.github.iotcustomauth.local.authorizer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

import io.github.iotcustomauth.local.policy.PolicyDocument;

import org.springframework.util.Assert;

/**
 * The certificate of a client as it is registered at AWS IoT Core, with the policies that
 * are attached to it.
 *
 * @param certificate the certificate
 * @param policies what its client may do besides what the authorizer permits; may be
 * empty
 * @see <a href=
 * "https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-509cert.html">Custom
 * authentication with X.509 client certificates (DG/custom-auth-509cert)</a>
 */
public record ClientCertificate(X509Certificate certificate, List<PolicyDocument> policies) {

	public ClientCertificate {
		Assert.notNull(certificate, "'certificate' must not be null");
		policies = List.copyOf(policies);
	}

	/**
	 * Return the certificate id, which is the principal of its client.
	 * @return the SHA-256 fingerprint in lower-case hexadecimal digits
	 */
	public String id() {
		return id(this.certificate);
	}

	/**
	 * Return the id that a certificate has when it is registered. AWS says that an id has
	 * 64 hexadecimal digits, and not how it is made.
	 * @param certificate the certificate
	 * @return its SHA-256 fingerprint in lower-case hexadecimal digits
	 */
	public static String id(X509Certificate certificate) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(CertificatePem.encoded(certificate));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Return the certificate as an authorizer gets to see it.
	 * @return the certificate as PEM
	 */
	public String pem() {
		return CertificatePem.write(this.certificate);
	}

	/**
	 * Names what is worth a line of a log.
	 */
	@Override
	public String toString() {
		return "ClientCertificate[id=" + id() + ", policies=" + this.policies.size() + "]";
	}

}
