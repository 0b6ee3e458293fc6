package io.github.iotcustomauth.local.authorizer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Verifies the signature of a token, as AWS IoT Core does before it asks an authorizer:
 * SHA256withRSA over the UTF-8 bytes of the token, in base64 with or without padding. Any
 * of the keys may have signed it.
 */
public final class TokenVerifier {

	/**
	 * The smallest RSA key that AWS IoT Core takes, in bits.
	 */
	public static final int MINIMUM_KEY_SIZE = 2048;

	/**
	 * The most keys that an authorizer may have.
	 */
	public static final int MAXIMUM_KEYS = 2;

	// limits of TestInvokeAuthorizer; whether CONNECT keeps them is unknown
	private static final int MAXIMUM_TOKEN_LENGTH = 6144;

	private static final int MAXIMUM_SIGNATURE_LENGTH = 2560;

	private static final Pattern TOKEN_KEY_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

	private final String tokenKeyName;

	private final List<RSAPublicKey> keys;

	/**
	 * Create a verifier.
	 * @param tokenKeyName the name of the parameter that carries the token
	 * @param keys one or two public keys
	 * @throws IllegalArgumentException if AWS IoT Core would refuse the name or a key
	 */
	public TokenVerifier(String tokenKeyName, Collection<RSAPublicKey> keys) {
		Assert.isTrue(TOKEN_KEY_NAME.matcher(tokenKeyName).matches(),
				() -> "'" + tokenKeyName + "' is no token key name: 1 to 128 letters, digits, '_' and '-'");
		Assert.isTrue(!keys.isEmpty() && keys.size() <= MAXIMUM_KEYS,
				() -> keys.size() + " signing keys; an authorizer has one or two");
		keys.forEach(TokenVerifier::requireSize);
		this.tokenKeyName = tokenKeyName;
		this.keys = List.copyOf(keys);
	}

	static void requireSize(RSAPublicKey key) {
		int size = key.getModulus().bitLength();
		Assert.isTrue(size >= MINIMUM_KEY_SIZE,
				() -> "it has " + size + " bits; AWS IoT Core takes at least " + MINIMUM_KEY_SIZE);
	}

	@Nullable String token(CustomAuthRequest request) {
		return request.parameter(this.tokenKeyName);
	}

	/**
	 * Verify the token of a request.
	 * @param request what the client presented
	 * @param authorizer the name of the authorizer, for the answer
	 * @return why the request is refused, or {@code null} when the token is genuine
	 */
	@Nullable String refusal(CustomAuthRequest request, String authorizer) {
		String token = token(request);
		if (token == null) {
			return "authorizer '" + authorizer + "' expects a token under '" + this.tokenKeyName
					+ "' but the client sent none; see token-key-name";
		}
		String signature = request.parameter(CustomAuthRequest.SIGNATURE);
		if (signature == null) {
			return "authorizer '" + authorizer + "' expects the signature of the token in "
					+ CustomAuthRequest.SIGNATURE + " but the client sent none";
		}
		if (token.length() > MAXIMUM_TOKEN_LENGTH) {
			return tooLong("token", token, authorizer, MAXIMUM_TOKEN_LENGTH);
		}
		if (signature.length() > MAXIMUM_SIGNATURE_LENGTH) {
			return tooLong("token signature", signature, authorizer, MAXIMUM_SIGNATURE_LENGTH);
		}
		byte[] decoded = decode(signature);
		if (decoded == null) {
			return "the token signature for authorizer '" + authorizer + "' is not base64"
					+ ((signature.indexOf(' ') >= 0) ? "; send its '+' as %2B" : "");
		}
		byte[] signed = token.getBytes(StandardCharsets.UTF_8);
		if (this.keys.stream().noneMatch((key) -> verifies(key, signed, decoded))) {
			return "no signing key of authorizer '" + authorizer + "' made the token signature; "
					+ "it has to be SHA256withRSA over exactly the token";
		}
		return null;
	}

	private static String tooLong(String name, String value, String authorizer, int limit) {
		return "the " + name + " for authorizer '" + authorizer + "' has " + value.length()
				+ " characters, AWS IoT Core takes at most " + limit;
	}

	private static byte @Nullable [] decode(String signature) {
		try {
			return Base64.getDecoder().decode(signature);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static boolean verifies(RSAPublicKey key, byte[] signed, byte[] signature) {
		try {
			Signature verification = Signature.getInstance("SHA256withRSA");
			verification.initVerify(key);
			verification.update(signed);
			return verification.verify(signature);
		}
		catch (GeneralSecurityException ex) {
			// a signature of the wrong length
			return false;
		}
	}

}
