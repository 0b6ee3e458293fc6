package io.github.iotcustomauth.internal.credentials;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Where a password or a token comes from. Asked before every attempt, on a thread that
 * may block and is interrupted when it takes too long.
 */
@FunctionalInterface
public interface SecretSource {

	/**
	 * Get the secret for one attempt.
	 * @return the secret
	 */
	Secret getSecret();

	/**
	 * Forget a secret that is cached, so that the next one is a new one.
	 */
	default void discard() {
	}

	/**
	 * A source of a secret that never changes.
	 * @param value the secret
	 * @return a source
	 */
	static SecretSource of(String value) {
		Secret secret = new Secret(value, null);
		return () -> secret;
	}

	/**
	 * A secret.
	 *
	 * @param value the secret
	 * @param expiresAt when it stops being accepted, or {@code null} when that is not
	 * known
	 */
	record Secret(String value, @Nullable Instant expiresAt) {

		public Secret {
			Assert.notNull(value, "'value' must not be null");
		}

		@Override
		public String toString() {
			return "Secret[value=******, expiresAt=" + this.expiresAt + "]";
		}

	}

}
