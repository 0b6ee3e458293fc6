/**
 * Servers that the clients are measured with.
 */
@NullMarked
package io.github.iotcustomauth.benchmarks.server;

import org.jspecify.annotations.NullMarked;
