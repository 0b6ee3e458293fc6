package io.github.iotcustomauth.credentials;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

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

	private static final Pattern TOKEN_KEY_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

	private static final int MAX_TOKEN = 6144;

	private static final int MAX_SIGNATURE = 2560;

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

	public @Nullable Token getToken() {
		return this.token;
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
	 * A signed token.
	 *
	 * @param keyName the name under which the authorizer looks for the token (1 to 128
	 * letters, digits, {@code _} and {@code -})
	 * @param value the token (at most 6144 characters)
	 * @param signature the base64 encoded {@code SHA256withRSA} signature of the UTF-8
	 * bytes of the token (at most 2560 characters), plain or already percent-encoded
	 */
	public record Token(String keyName, String value, String signature) {

		public Token {
			Assert.notNull(keyName, "'keyName' must not be null");
			Assert.notNull(value, "'value' must not be null");
			Assert.notNull(signature, "'signature' must not be null");
			Assert.isTrue(TOKEN_KEY_NAME.matcher(keyName).matches(),
					"The token key name must have 1 to 128 letters, digits, '_' or '-'");
			Assert.isTrue(!value.isEmpty() && value.length() <= MAX_TOKEN,
					"The token must have 1 to " + MAX_TOKEN + " characters");
			Assert.isTrue(!signature.isEmpty() && signature.length() <= MAX_SIGNATURE,
					"The token signature must have 1 to " + MAX_SIGNATURE + " characters");
		}

		@Override
		public String toString() {
			return "Token[keyName=" + this.keyName + ", value=******, signature=******]";
		}

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
		 * Set the token.
		 * @param token the signed token
		 * @return this builder
		 */
		public Builder token(@Nullable Token token) {
			this.token = token;
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
