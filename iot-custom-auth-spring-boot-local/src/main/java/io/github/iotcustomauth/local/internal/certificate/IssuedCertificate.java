package io.github.iotcustomauth.local.internal.certificate;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * X.509 certificate (RFC 5280) with its new P-256 key. The JDK can read certificates but
 * not issue them, and a library for it takes longer to load than the rest of the
 * endpoint.
 *
 * @param certificate the certificate
 * @param key its private key
 */
record IssuedCertificate(X509Certificate certificate, PrivateKey key) {

	private static final int KEY_IDENTIFIER_OCTETS = 20;

	private static final byte[] VERSION_3 = Der.explicit(0, Der.integer(BigInteger.TWO));

	private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.objectIdentifier(1, 2, 840, 10045, 4, 3, 2));

	private static final byte[] SERVER_AUTH = Der.objectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 1);

	/**
	 * Issue the certificate of an authority, signed by itself.
	 */
	static IssuedCertificate authority(String name, Instant notBefore, Instant notAfter)
			throws GeneralSecurityException {
		KeyPair keys = newKeys();
		byte[] extensions = Der.sequence(extension(19, true, Der.sequence(Der.bool(true))),
				// keyCertSign, cRLSign
				extension(15, true, Der.bitString(1, (byte) 0x06)),
				extension(14, false, Der.octetString(keyIdentifier(keys.getPublic()))));
		byte[] content = content(commonName(name), commonName(name), validity(notBefore, notAfter), keys.getPublic(),
				extensions);
		return new IssuedCertificate(sign(content, keys.getPrivate()), keys.getPrivate());
	}

	/**
	 * Issue the certificate of a server, signed by this authority and valid as long. Its
	 * subject is the first name.
	 */
	IssuedCertificate issueServer(List<String> dnsNames, List<InetAddress> addresses) throws GeneralSecurityException {
		KeyPair keys = newKeys();
		byte[] extensions = Der.sequence(
				// digitalSignature
				extension(15, true, Der.bitString(7, (byte) 0x80)), extension(37, false, Der.sequence(SERVER_AUTH)),
				extension(17, false, Der.sequence(alternativeNames(dnsNames, addresses))),
				extension(14, false, Der.octetString(keyIdentifier(keys.getPublic()))),
				extension(35, false, Der.sequence(Der.implicit(0, keyIdentifier(this.certificate.getPublicKey())))));
		byte[] content = content(this.certificate.getSubjectX500Principal().getEncoded(), commonName(dnsNames.get(0)),
				validity(this.certificate.getNotBefore().toInstant(), this.certificate.getNotAfter().toInstant()),
				keys.getPublic(), extensions);
		return new IssuedCertificate(sign(content, this.key), keys.getPrivate());
	}

	private static byte[][] alternativeNames(List<String> dnsNames, List<InetAddress> addresses) {
		return Stream
			.concat(dnsNames.stream().map((name) -> Der.implicit(2, Der.ascii(name))),
					addresses.stream().map((address) -> Der.implicit(7, address.getAddress())))
			.toArray(byte[][]::new);
	}

	private static KeyPair newKeys() throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(new ECGenParameterSpec("secp256r1"));
		return generator.generateKeyPair();
	}

	private static byte[] content(byte[] issuer, byte[] subject, byte[] validity, PublicKey key, byte[] extensions) {
		// 16 octets, of which the first is neither negative nor zero
		BigInteger serialNumber = new BigInteger(126, new SecureRandom()).setBit(126);
		return Der.sequence(VERSION_3, Der.integer(serialNumber), ECDSA_WITH_SHA256, issuer, validity, subject,
				key.getEncoded(), Der.explicit(3, extensions));
	}

	private static byte[] commonName(String name) {
		return Der.sequence(Der.set(Der.sequence(Der.objectIdentifier(2, 5, 4, 3), Der.utf8String(name))));
	}

	private static byte[] validity(Instant notBefore, Instant notAfter) {
		return Der.sequence(Der.time(notBefore), Der.time(notAfter));
	}

	private static byte[] extension(int number, boolean critical, byte[] value) {
		byte[] identifier = Der.objectIdentifier(2, 5, 29, number);
		byte[] octets = Der.octetString(value);
		return critical ? Der.sequence(identifier, Der.bool(true), octets) : Der.sequence(identifier, octets);
	}

	// RFC 7093, section 2, but of the key with its algorithm: any unique value will do
	private static byte[] keyIdentifier(PublicKey key) throws GeneralSecurityException {
		byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
		return Arrays.copyOf(digest, KEY_IDENTIFIER_OCTETS);
	}

	private static X509Certificate sign(byte[] content, PrivateKey key) throws GeneralSecurityException {
		Signature signature = Signature.getInstance("SHA256withECDSA");
		signature.initSign(key);
		signature.update(content);
		byte[] encoded = Der.sequence(content, ECDSA_WITH_SHA256, Der.bitString(0, signature.sign()));
		return (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(encoded));
	}

	/**
	 * Leaves out the key.
	 */
	@Override
	public String toString() {
		return "IssuedCertificate[" + this.certificate.getSubjectX500Principal() + "]";
	}

}
