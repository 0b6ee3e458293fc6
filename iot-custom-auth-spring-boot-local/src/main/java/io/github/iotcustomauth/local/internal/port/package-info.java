/**
 * Network port of the endpoint: TCP, TLS, ALPN, WebSocket.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.port;

import org.jspecify.annotations.NullMarked;
