/**
 * Credentials as they are written on the wire, and where they come from.
 */
@NullMarked
package io.github.iotcustomauth.internal.credentials;

import org.jspecify.annotations.NullMarked;
