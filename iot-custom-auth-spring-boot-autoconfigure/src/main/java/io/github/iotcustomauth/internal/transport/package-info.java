/**
 * Port to an MQTT client: one attempt to connect is one transport.
 */
@NullMarked
package io.github.iotcustomauth.internal.transport;

import org.jspecify.annotations.NullMarked;
