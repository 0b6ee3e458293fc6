package io.github.iotcustomauth.internal.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;

/**
 * Keys and JSON Web Tokens for tests.
 */
public final class TestKeys {

	/**
	 * Generated once: making RSA keys is slow.
	 */
	public static final KeyPair RSA = generate("RSA", 2048);

	private TestKeys() {
	}

	public static KeyPair generate(String algorithm, int size) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
			generator.initialize(size);
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static String pem(PrivateKey key) {
		return pem("PRIVATE KEY", key.getEncoded());
	}

	/**
	 * A 2048 bit RSA key in the form of PKCS#1, as {@code openssl genrsa -traditional}
	 * prints it.
	 */
	public static String pkcs1Pem(PrivateKey key) {
		byte[] pkcs8 = key.getEncoded();
		// what PKCS#8 puts in front: version, algorithm and length
		return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
	}

	private static String pem(String label, byte[] der) {
		return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label,
				Base64.getMimeEncoder().encodeToString(der));
	}

	public static String jwt(String payload) {
		return jwt("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", payload);
	}

	public static String jwt(String header, String payload) {
		String signed = base64Url(header.getBytes(StandardCharsets.UTF_8)) + "."
				+ base64Url(payload.getBytes(StandardCharsets.UTF_8));
		try {
			Signature signature = Signature.getInstance("SHA256withRSA");
			signature.initSign(RSA.getPrivate());
			signature.update(signed.getBytes(StandardCharsets.US_ASCII));
			return signed + "." + base64Url(signature.sign());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static String base64Url(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
