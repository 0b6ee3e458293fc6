/**
 * The library and other MQTT clients as contestants.
 */
@NullMarked
package io.github.iotcustomauth.benchmarks.client;

import org.jspecify.annotations.NullMarked;
