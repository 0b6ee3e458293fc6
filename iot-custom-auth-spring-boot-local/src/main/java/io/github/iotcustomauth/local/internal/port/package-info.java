/**
 * The port that clients connect to: TCP, TLS, ALPN, WebSocket.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.port;

import org.jspecify.annotations.NullMarked;
