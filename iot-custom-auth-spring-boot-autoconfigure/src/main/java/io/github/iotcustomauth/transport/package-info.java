/**
 * The port to an MQTT client: one attempt is one transport.
 */
@NullMarked
package io.github.iotcustomauth.transport;

import org.jspecify.annotations.NullMarked;
