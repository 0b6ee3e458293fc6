package io.github.iotcustomauth.local.autoconfigure;

import java.util.List;

import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import org.jspecify.annotations.Nullable;

/**
 * The authorizers of the endpoint, the way in for the application itself, and the
 * certificates that clients need.
 *
 * @param registry the authorizers
 * @param credentials credentials that they accept without a signed token, or {@code null}
 * when there are none
 * @param clientCertificates the registered certificates, empty when clients need none
 */
public record LocalAuthorizers(AuthorizerRegistry registry, @Nullable LocalCredentials credentials,
		List<ClientCertificate> clientCertificates) {

	/**
	 * Return whether clients need a certificate.
	 * @return whether certificates are registered
	 */
	public boolean needCertificate() {
		return !this.clientCertificates.isEmpty();
	}

}
