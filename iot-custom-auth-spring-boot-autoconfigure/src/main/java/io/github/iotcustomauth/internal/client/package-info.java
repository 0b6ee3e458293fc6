/**
 * Sends objects, and asks for replies.
 */
@NullMarked
package io.github.iotcustomauth.internal.client;

import org.jspecify.annotations.NullMarked;
