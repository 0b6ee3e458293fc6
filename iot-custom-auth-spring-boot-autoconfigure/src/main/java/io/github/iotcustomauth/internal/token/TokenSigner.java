package io.github.iotcustomauth.internal.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.util.Base64;

import org.springframework.util.Assert;

/**
 * Signs tokens as AWS IoT Core verifies them: {@code SHA256withRSA} over the UTF-8 bytes
 * of the token and nothing else, base64 encoded. The authorizer has the public key.
 * Thread-safe.
 * <p>
 * Source: AWS IoT Core developer guide, "Tutorial: Creating a custom authorizer for AWS
 * IoT Core".
 */
public final class TokenSigner {

	/**
	 * The smallest RSA key that AWS IoT Core takes, in bits.
	 */
	public static final int MIN_KEY_BITS = 2048;

	private static final String ALGORITHM = "SHA256withRSA";

	private final PrivateKey privateKey;

	private TokenSigner(PrivateKey privateKey) {
		this.privateKey = privateKey;
	}

	/**
	 * Create a signer.
	 * @param privateKey an RSA key of at least {@value #MIN_KEY_BITS} bits
	 * @return a signer
	 * @throws IllegalArgumentException if AWS IoT Core would not take the key
	 */
	public static TokenSigner of(PrivateKey privateKey) {
		Assert.notNull(privateKey, "'privateKey' must not be null");
		// RSASSA-PSS keys are RSA keys as well, but sign in their own way only
		Assert.isTrue("RSA".equals(privateKey.getAlgorithm()) && privateKey instanceof RSAKey,
				() -> "The private key is of the kind %s; AWS IoT Core takes RSA only"
					.formatted(privateKey.getAlgorithm()));
		int bits = ((RSAKey) privateKey).getModulus().bitLength();
		Assert.isTrue(bits >= MIN_KEY_BITS,
				() -> "The private key has %d bits; AWS IoT Core takes at least %d".formatted(bits, MIN_KEY_BITS));
		return new TokenSigner(privateKey);
	}

	/**
	 * Sign a token.
	 * @param keyName the name under which the authorizer looks for the token
	 * @param token the token
	 * @return the token with its signature
	 * @throws IllegalArgumentException if the name or the token is outside the limits of
	 * {@link Token}
	 */
	public Token sign(String keyName, String token) {
		Assert.notNull(keyName, "'keyName' must not be null");
		Assert.notNull(token, "'token' must not be null");
		try {
			Signature signature = Signature.getInstance(ALGORITHM);
			signature.initSign(this.privateKey);
			signature.update(token.getBytes(StandardCharsets.UTF_8));
			return new Token(keyName, token, Base64.getEncoder().encodeToString(signature.sign()));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The token cannot be signed", ex);
		}
	}

	@Override
	public String toString() {
		return "TokenSigner[algorithm=" + ALGORITHM + "]";
	}

}
