package io.github.iotcustomauth.local.authorizer;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the public key that verifies tokens from the form in which AWS IoT Core takes it:
 * PEM with the header {@code BEGIN PUBLIC KEY}. Text before the header is ignored.
 */
public final class SigningKeyPem {

	private static final int MAXIMUM_LENGTH = 5120;

	private static final Pattern PUBLIC_KEY = Pattern
		.compile("-----BEGIN PUBLIC KEY-----[ \\t]*\\R([A-Za-z0-9+/=\\s]++)-----END PUBLIC KEY-----");

	private SigningKeyPem() {
	}

	/**
	 * Read a public key.
	 * @param pem the PEM text
	 * @return the key
	 * @throws IllegalArgumentException if the text holds no RSA public key in that form,
	 * or too small a one; the message says what is wrong and never quotes the text
	 */
	public static RSAPublicKey parse(String pem) {
		if (pem.contains("PRIVATE KEY-----")) {
			throw new IllegalArgumentException(
					"it is a private key; only the public key belongs here ('openssl rsa -in key.pem -pubout')");
		}
		if (pem.contains("BEGIN RSA PUBLIC KEY")) {
			throw new IllegalArgumentException("it is a PKCS#1 key; AWS IoT Core takes a BEGIN PUBLIC KEY block "
					+ "('openssl rsa -RSAPublicKey_in -in key.pem -pubout')");
		}
		if (pem.length() > MAXIMUM_LENGTH) {
			throw new IllegalArgumentException(
					"it has " + pem.length() + " characters, AWS IoT Core takes at most " + MAXIMUM_LENGTH);
		}
		Matcher matcher = PUBLIC_KEY.matcher(pem);
		if (!matcher.find()) {
			throw new IllegalArgumentException("it is no PEM block of several lines from '-----BEGIN PUBLIC KEY-----' "
					+ "to '-----END PUBLIC KEY-----'");
		}
		RSAPublicKey key = decode(matcher.group(1));
		TokenVerifier.requireSize(key);
		return key;
	}

	private static RSAPublicKey decode(String base64) {
		try {
			byte[] encoded = Base64.getMimeDecoder().decode(base64);
			return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			throw new IllegalArgumentException("it is not a valid RSA key", ex);
		}
	}

}
