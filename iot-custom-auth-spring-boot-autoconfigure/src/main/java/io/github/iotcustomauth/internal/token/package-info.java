/**
 * Tokens that AWS IoT Core verifies: what is signed, and the signature.
 */
@NullMarked
package io.github.iotcustomauth.internal.token;

import org.jspecify.annotations.NullMarked;
