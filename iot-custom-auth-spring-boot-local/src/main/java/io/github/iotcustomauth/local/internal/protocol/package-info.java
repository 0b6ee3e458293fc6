/**
 * MQTT packets, reason codes, the limits of AWS IoT Core on them, and the faults that a
 * test asks for.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.protocol;

import org.jspecify.annotations.NullMarked;
