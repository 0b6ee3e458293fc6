/**
 * The port to observations, and its implementation with Micrometer.
 */
@NullMarked
package io.github.iotcustomauth.internal.observation;

import org.jspecify.annotations.NullMarked;
