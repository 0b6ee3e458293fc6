/**
 * Adapter to AWS's native MQTT client.
 */
@NullMarked
package io.github.iotcustomauth.internal.transport.crt;

import org.jspecify.annotations.NullMarked;
