/**
 * Makes one connection: asks for credentials, creates the transport, waits for CONNACK,
 * and explains a failure.
 */
@NullMarked
package io.github.iotcustomauth.internal.attempt;

import org.jspecify.annotations.NullMarked;
