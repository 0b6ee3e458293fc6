/**
 * Sources of OAuth2 access tokens, with Spring Security's OAuth2 client.
 */
@NullMarked
package io.github.iotcustomauth.internal.oauth2;

import org.jspecify.annotations.NullMarked;
