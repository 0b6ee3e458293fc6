/**
 * Observations of what is sent and handled.
 */
@NullMarked
package io.github.iotcustomauth.observation;

import org.jspecify.annotations.NullMarked;
