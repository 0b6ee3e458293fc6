/**
 * Command that measures the library beside other MQTT clients and writes the results to
 * the documentation.
 */
@NullMarked
package io.github.iotcustomauth.benchmarks;

import org.jspecify.annotations.NullMarked;
