/**
 * The vocabulary of an MQTT connection to AWS IoT Core.
 */
@NullMarked
package io.github.iotcustomauth;

import org.jspecify.annotations.NullMarked;
