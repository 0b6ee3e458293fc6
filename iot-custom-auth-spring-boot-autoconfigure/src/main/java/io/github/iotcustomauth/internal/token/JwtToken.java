package io.github.iotcustomauth.internal.token;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.Assert;

/**
 * A JSON Web Token in the two parts that AWS IoT Core wants: what was signed, and the
 * signature. Only {@code RS256} makes signatures that AWS verifies (RFC 7518 section 3.3:
 * RSASSA-PKCS1-v1_5 with SHA-256). The signature is not verified here.
 */
public final class JwtToken {

	private static final String ALGORITHM = "RS256";

	// what may be shown of something that may not be a header at all
	private static final Pattern ALGORITHM_NAME = Pattern.compile("[A-Za-z0-9]{2,8}");

	private final String signed;

	private final String signature;

	private final @Nullable Instant expiresAt;

	private JwtToken(String signed, String signature, @Nullable Instant expiresAt) {
		this.signed = signed;
		this.signature = signature;
		this.expiresAt = expiresAt;
	}

	/**
	 * Take a JWT apart.
	 * @param jwt the JWT in its compact form, {@code header.payload.signature}
	 * @return its parts
	 * @throws IllegalArgumentException if it is no JWT, or not signed with RS256; the
	 * message shows nothing of the token
	 */
	public static JwtToken parse(String jwt) {
		Assert.notNull(jwt, "'jwt' must not be null");
		String[] parts = jwt.split("\\.", -1);
		Assert.isTrue(parts.length == 3,
				() -> "A signed JWT has three parts with dots in between; this has %d".formatted(parts.length));
		requireAlgorithm(json("header", parts[0]).get("alg"));
		Instant expiresAt = instant(json("payload", parts[1]).get("exp"));
		byte[] signature = decode("signature", parts[2]);
		Assert.isTrue(signature.length > 0, "The JWT is not signed");
		return new JwtToken(parts[0] + "." + parts[1], Base64.getEncoder().encodeToString(signature), expiresAt);
	}

	private static void requireAlgorithm(@Nullable Object algorithm) {
		Assert.isTrue(ALGORITHM.equals(algorithm), () -> {
			boolean shown = algorithm instanceof String name && ALGORITHM_NAME.matcher(name).matches();
			return "The JWT is signed with %s; AWS IoT Core verifies %s only"
				.formatted(shown ? algorithm : "an unknown algorithm", ALGORITHM);
		});
	}

	private static @Nullable Instant instant(@Nullable Object seconds) {
		if (seconds == null) {
			return null;
		}
		if (seconds instanceof Number number) {
			return instant(number.doubleValue());
		}
		throw new IllegalArgumentException("The 'exp' of the JWT is not a number");
	}

	// RFC 7519 section 2: seconds, with a fraction if need be, and of any size
	private static @Nullable Instant instant(double seconds) {
		Assert.isTrue(!Double.isNaN(seconds), "The 'exp' of the JWT is not a number");
		if (seconds >= Instant.MAX.getEpochSecond()) {
			// as good as none
			return null;
		}
		if (seconds <= Instant.MIN.getEpochSecond()) {
			return Instant.MIN;
		}
		double whole = Math.floor(seconds);
		return Instant.ofEpochSecond((long) whole).plusMillis((long) ((seconds - whole) * 1000));
	}

	private static Map<String, Object> json(String name, String part) {
		String text = new String(decode(name, part), StandardCharsets.UTF_8);
		try {
			return JsonParserFactory.getJsonParser().parseMap(text);
		}
		catch (RuntimeException ex) {
			// not as the cause: parsers like to quote what they could not read
			throw new IllegalArgumentException("The %s of the JWT is not a JSON object".formatted(name));
		}
	}

	private static byte[] decode(String name, String part) {
		try {
			return Base64.getUrlDecoder().decode(part);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("The %s of the JWT is not base64url".formatted(name));
		}
	}

	/**
	 * The token as it is presented: {@code header.payload} as its value.
	 * @param keyName the name under which the authorizer looks for the token
	 * @return the token with its signature, in standard base64
	 * @throws IllegalArgumentException if the name or the token is outside the limits of
	 * {@link Token}
	 */
	public Token toToken(String keyName) {
		return new Token(keyName, this.signed, this.signature);
	}

	/**
	 * The expiration time of the token, according to its {@code exp}.
	 * @return the instant, or {@code null} when the token has none or one after
	 * {@link Instant#MAX}
	 */
	public @Nullable Instant getExpiresAt() {
		return this.expiresAt;
	}

	@Override
	public String toString() {
		return "JwtToken[expiresAt=" + this.expiresAt + "]";
	}

}
