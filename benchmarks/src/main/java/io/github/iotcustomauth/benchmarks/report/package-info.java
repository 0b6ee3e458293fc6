/**
 * Tables and plots of the results.
 */
@NullMarked
package io.github.iotcustomauth.benchmarks.report;

import org.jspecify.annotations.NullMarked;
