/**
 * Auto-configuration for observations.
 */
@NullMarked
package io.github.iotcustomauth.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
