package io.github.iotcustomauth.internal.credentials;

/**
 * Factory for the source of OAuth2 access tokens for the authorizer. A bean of this type
 * replaces the one that asks Spring Security's OAuth2 client.
 */
@FunctionalInterface
public interface AccessTokenSourceFactory {

	/**
	 * Make a source of access tokens.
	 * @param registrationId the id of the client registration
	 * @return the source
	 * @throws IllegalArgumentException if there is no such registration, or none that can
	 * be used; the message is a sentence without full stop that says so
	 */
	SecretSource create(String registrationId);

}
