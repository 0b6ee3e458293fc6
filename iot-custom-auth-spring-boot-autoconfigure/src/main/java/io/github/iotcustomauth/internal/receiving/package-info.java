/**
 * Received messages, from the transport to the handlers and their acknowledgments.
 */
@NullMarked
package io.github.iotcustomauth.internal.receiving;

import org.jspecify.annotations.NullMarked;
