/**
 * The HTTP proxy of a connection.
 */
@NullMarked
package io.github.iotcustomauth.internal.proxy;

import org.jspecify.annotations.NullMarked;
