/**
 * Measurements over a network connection to a server.
 */
@NullMarked
package io.github.iotcustomauth.benchmarks.endtoend;

import org.jspecify.annotations.NullMarked;
