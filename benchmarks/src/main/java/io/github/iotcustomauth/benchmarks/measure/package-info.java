/**
 * Rounds of contestants, and the figures that come of them.
 */
@NullMarked
package io.github.iotcustomauth.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
