/**
 * What an application and its connections cost, measured in fresh JVMs.
 */
@NullMarked
package io.github.iotcustomauth.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
