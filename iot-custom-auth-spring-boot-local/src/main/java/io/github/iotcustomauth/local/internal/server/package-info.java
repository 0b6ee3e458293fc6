/**
 * Assembles, starts, resets and stops the endpoint, and remembers what happened.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.server;

import org.jspecify.annotations.NullMarked;
