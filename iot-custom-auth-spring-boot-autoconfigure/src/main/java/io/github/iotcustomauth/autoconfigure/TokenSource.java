package io.github.iotcustomauth.autoconfigure;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.function.Supplier;

import io.github.iotcustomauth.internal.credentials.SecretSource;
import io.github.iotcustomauth.internal.token.JwtToken;
import io.github.iotcustomauth.internal.token.Token;
import io.github.iotcustomauth.internal.token.TokenSigner;
import org.jspecify.annotations.Nullable;

/**
 * The token of an attempt: its value, and what makes a signed token of it.
 *
 * @param keyName the name under which the authorizer looks for the token
 * @param valueKey the key of the property that the value comes from
 * @param value the value
 * @param form makes a signed token of it
 */
record TokenSource(String keyName, String valueKey, SecretSource value, Form form) {

	SignedToken getToken() {
		SecretSource.Secret secret = this.value.getSecret();
		SignedToken signed = UnusableCredentialsException.convert(this.valueKey,
				() -> this.form.apply(this.keyName, secret.value()));
		return new SignedToken(signed.token(), earlier(secret.expiresAt(), signed.expiresAt()));
	}

	static @Nullable Instant earlier(@Nullable Instant first, @Nullable Instant second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return first.isBefore(second) ? first : second;
	}

	/**
	 * Makes a signed token of a value.
	 */
	@FunctionalInterface
	interface Form {

		/**
		 * Make a signed token.
		 * @param keyName the name under which the authorizer looks for it
		 * @param value the value
		 * @return the signed token
		 * @throws IllegalArgumentException if the value cannot be used; the message is
		 * free of secrets
		 */
		SignedToken apply(String keyName, String value);

		/**
		 * The form of a token whose signature is known.
		 * @param signature the signature
		 * @return the form
		 */
		static Form withSignature(String signature) {
			return (keyName, value) -> new SignedToken(new Token(keyName, value, signature), null);
		}

		/**
		 * The form of a token that is signed here.
		 * @param key the key of the property that the private key comes from
		 * @param privateKey the private key
		 * @return the form
		 */
		static Form signedWith(String key, Supplier<PrivateKey> privateKey) {
			return (keyName, value) -> {
				TokenSigner signer = UnusableCredentialsException.convert(key, () -> TokenSigner.of(privateKey.get()));
				return new SignedToken(signer.sign(keyName, value), null);
			};
		}

		/**
		 * The form of a token that brings its signature along.
		 * @return the form
		 */
		static Form jwt() {
			return (keyName, value) -> {
				JwtToken jwt = JwtToken.parse(value);
				return new SignedToken(jwt.toToken(keyName), jwt.getExpiresAt());
			};
		}

	}

	/**
	 * A token and what is known of its life.
	 *
	 * @param token the token
	 * @param expiresAt when it expires, or {@code null}
	 */
	record SignedToken(Token token, @Nullable Instant expiresAt) {
	}

}
