/**
 * The embedded broker behind the gateway: sessions, routing, retained messages.
 */
@NullMarked
package io.github.iotcustomauth.local.broker;

import org.jspecify.annotations.NullMarked;
