/**
 * Staying connected: one attempt, one transport, and everything that outlives it.
 */
@NullMarked
package io.github.iotcustomauth.connection;

import org.jspecify.annotations.NullMarked;
