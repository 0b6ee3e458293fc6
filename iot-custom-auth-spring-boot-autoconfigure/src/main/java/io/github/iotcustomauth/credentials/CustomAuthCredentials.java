package io.github.iotcustomauth.credentials;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.iotcustomauth.internal.token.JwtToken;
import io.github.iotcustomauth.internal.token.Token;
import io.github.iotcustomauth.internal.token.TokenSigner;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Credentials that a client presents to a custom authorizer. All texts are plain; the
 * connection encodes them for the wire.
 * <p>
 * Limits: AWS IoT API reference, {@code CreateAuthorizer} and
 * {@code TestInvokeAuthorizer}.
 */
public final class CustomAuthCredentials {

	private static final Pattern AUTHORIZER_NAME = Pattern.compile("[\\w=,@-]{1,128}");

	private final @Nullable String authorizerName;

	private final @Nullable String username;

	private final byte @Nullable [] password;

	private final @Nullable Token token;

	private final Map<String, String> parameters;

	private final @Nullable Instant expiresAt;

	private CustomAuthCredentials(Builder builder) {
		this.authorizerName = builder.authorizerName;
		this.username = builder.username;
		this.password = builder.password;
		this.token = builder.token;
		this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(builder.parameters));
		this.expiresAt = builder.expiresAt;
	}

	/**
	 * Start to build credentials.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	public @Nullable String getAuthorizerName() {
		return this.authorizerName;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	/**
	 * The password.
	 * @return the bytes of the password, not a copy, or {@code null}
	 */
	public byte @Nullable [] getPassword() {
		return this.password;
	}

	/**
	 * The name under which the authorizer looks for the token.
	 * @return the name, or {@code null} when there is no token
	 */
	public @Nullable String getTokenKeyName() {
		return (this.token != null) ? this.token.keyName() : null;
	}

	/**
	 * The token.
	 * @return what was signed, or {@code null} when there is no token
	 */
	public @Nullable String getTokenValue() {
		return (this.token != null) ? this.token.value() : null;
	}

	/**
	 * The signature of the token.
	 * @return the signature, or {@code null} when there is no token
	 */
	public @Nullable String getTokenSignature() {
		return (this.token != null) ? this.token.signature() : null;
	}

	public Map<String, String> getParameters() {
		return this.parameters;
	}

	/**
	 * When the credentials stop being accepted.
	 * @return the instant, or {@code null} when it is not known
	 */
	public @Nullable Instant getExpiresAt() {
		return this.expiresAt;
	}

	/**
	 * Names what is there, never what it is.
	 */
	@Override
	public String toString() {
		return "CustomAuthCredentials[authorizerName=" + this.authorizerName + ", username="
				+ shown(this.username != null) + ", password=" + shown(this.password != null) + ", token="
				+ shown(this.token != null) + ", parameters=" + this.parameters.keySet() + ", expiresAt="
				+ this.expiresAt + "]";
	}

	private static String shown(boolean present) {
		return present ? "******" : "none";
	}

	/**
	 * Builder of {@link CustomAuthCredentials}. Everything is optional.
	 */
	public static final class Builder {

		private @Nullable String authorizerName;

		private @Nullable String username;

		private byte @Nullable [] password;

		private @Nullable Token token;

		private final Map<String, String> parameters = new LinkedHashMap<>();

		private @Nullable Instant expiresAt;

		private Builder() {
		}

		/**
		 * Set the name of the authorizer.
		 * @param authorizerName 1 to 128 letters, digits and {@code _=,@-}, or
		 * {@code null} for the default authorizer of the endpoint
		 * @return this builder
		 */
		public Builder authorizerName(@Nullable String authorizerName) {
			Assert.isTrue(authorizerName == null || AUTHORIZER_NAME.matcher(authorizerName).matches(),
					() -> "The authorizer name '%s' must have 1 to 128 letters, digits, or characters of '_=,@-'"
						.formatted(authorizerName));
			this.authorizerName = authorizerName;
			return this;
		}

		/**
		 * Set the user name.
		 * @param username the user name, which may bring a query of its own after a
		 * {@code ?}
		 * @return this builder
		 */
		public Builder username(@Nullable String username) {
			this.username = username;
			return this;
		}

		/**
		 * Set the password.
		 * @param password the bytes, not copied
		 * @return this builder
		 */
		public Builder password(byte @Nullable [] password) {
			this.password = password;
			return this;
		}

		/**
		 * Set the password as text.
		 * @param password the text, sent as UTF-8
		 * @return this builder
		 */
		public Builder password(@Nullable String password) {
			return password((password != null) ? password.getBytes(StandardCharsets.UTF_8) : null);
		}

		/**
		 * Set a token whose signature is known.
		 * @param keyName the name under which the authorizer looks for the token (1 to
		 * 128 letters, digits, {@code _} and {@code -})
		 * @param value the token (at most 6144 characters)
		 * @param signature the base64 encoded {@code SHA256withRSA} signature of the
		 * UTF-8 bytes of the token (at most 2560 characters), plain or already
		 * percent-encoded
		 * @return this builder
		 */
		public Builder token(String keyName, String value, String signature) {
			this.token = new Token(keyName, value, signature);
			return this;
		}

		/**
		 * Set a token and sign it.
		 * @param keyName the name under which the authorizer looks for the token
		 * @param value the token
		 * @param privateKey an RSA key of at least 2048 bits, whose public key the
		 * authorizer has
		 * @return this builder
		 * @throws IllegalArgumentException if AWS IoT Core would not take the key
		 */
		public Builder token(String keyName, String value, PrivateKey privateKey) {
			this.token = TokenSigner.of(privateKey).sign(keyName, value);
			return this;
		}

		/**
		 * Set a JSON Web Token, which brings its signature along, and when it expires.
		 * @param keyName the name under which the authorizer looks for the token
		 * @param jwt the JWT in its compact form, {@code header.payload.signature},
		 * signed with {@code RS256}
		 * @return this builder
		 * @throws IllegalArgumentException if it is no JWT, or not signed with RS256; the
		 * message shows nothing of the token
		 */
		public Builder jwt(String keyName, String jwt) {
			JwtToken parsed = JwtToken.parse(jwt);
			this.token = parsed.toToken(keyName);
			this.expiresAt = parsed.getExpiresAt();
			return this;
		}

		/**
		 * Add a further query parameter for the authorizer.
		 * @param name the name
		 * @param value the value
		 * @return this builder
		 */
		public Builder parameter(String name, String value) {
			Assert.hasText(name, "'name' must not be empty");
			Assert.notNull(value, "'value' must not be null");
			this.parameters.put(name, value);
			return this;
		}

		/**
		 * Set when the credentials stop being accepted.
		 * @param expiresAt the instant, or {@code null} when it is not known
		 * @return this builder
		 */
		public Builder expiresAt(@Nullable Instant expiresAt) {
			this.expiresAt = expiresAt;
			return this;
		}

		public CustomAuthCredentials build() {
			return new CustomAuthCredentials(this);
		}

	}

}
