package io.github.iotcustomauth.local.autoconfigure;

import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The authorizers of the endpoint, and the way in for the application itself.
 *
 * @param registry the authorizers
 * @param credentials credentials that they accept without a signed token, or {@code null}
 * when there are none
 */
record LocalAuthorizers(AuthorizerRegistry registry, @Nullable LocalCredentials credentials) {
}
