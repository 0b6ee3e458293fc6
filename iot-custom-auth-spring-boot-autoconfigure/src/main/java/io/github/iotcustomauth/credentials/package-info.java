/**
 * Who we are: the credentials for a custom authorizer and how they are written.
 */
@NullMarked
package io.github.iotcustomauth.credentials;

import org.jspecify.annotations.NullMarked;
