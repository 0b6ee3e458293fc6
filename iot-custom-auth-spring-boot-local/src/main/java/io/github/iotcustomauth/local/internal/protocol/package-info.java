/**
 * MQTT packets, reason codes, and the limits of AWS IoT Core on them.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.protocol;

import org.jspecify.annotations.NullMarked;
