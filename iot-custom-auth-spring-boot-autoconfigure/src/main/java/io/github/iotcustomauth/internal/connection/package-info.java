/**
 * Keeps a connection: attempts, their schedule, and the renewal.
 */
@NullMarked
package io.github.iotcustomauth.internal.connection;

import org.jspecify.annotations.NullMarked;
