package io.github.iotcustomauth.credentials;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;

import org.springframework.util.Assert;

/**
 * Strategy for obtaining the credentials of a connection. Asked before every attempt, so
 * that an expired token is never presented twice.
 */
@FunctionalInterface
public interface CustomAuthCredentialsProvider {

	/**
	 * Get the credentials for one attempt. Called on an application thread, one call at a
	 * time; may block, and is interrupted when it takes longer than the connect timeout.
	 * The next call then follows even if this one does not return. The failure of an
	 * {@link IotConnectionException} is reported as it is if it is of the kind
	 * {@link Kind#CREDENTIALS}; of any other exception, only the type is reported.
	 * @return the credentials, now or later
	 */
	CompletionStage<CustomAuthCredentials> getCredentials();

	/**
	 * Forget credentials: the server refused them, or the application asked for new ones.
	 * For providers that cache; called before the next {@link #getCredentials()}.
	 * @param credentials the credentials that were presented last
	 */
	default void discard(CustomAuthCredentials credentials) {
	}

	/**
	 * A provider of credentials that never change.
	 * @param credentials the credentials
	 * @return a provider
	 */
	static CustomAuthCredentialsProvider of(CustomAuthCredentials credentials) {
		Assert.notNull(credentials, "'credentials' must not be null");
		return () -> CompletableFuture.completedFuture(credentials);
	}

}
