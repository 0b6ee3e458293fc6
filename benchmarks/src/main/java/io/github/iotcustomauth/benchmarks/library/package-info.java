/**
 * Microbenchmarks of the library on a transport that does nothing.
 */
@NullMarked
package io.github.iotcustomauth.benchmarks.library;

import org.jspecify.annotations.NullMarked;
