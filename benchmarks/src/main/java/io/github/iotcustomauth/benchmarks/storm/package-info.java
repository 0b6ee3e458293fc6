/**
 * Simulation of clients that lose their server at once.
 */
@NullMarked
package io.github.iotcustomauth.benchmarks.storm;

import org.jspecify.annotations.NullMarked;
