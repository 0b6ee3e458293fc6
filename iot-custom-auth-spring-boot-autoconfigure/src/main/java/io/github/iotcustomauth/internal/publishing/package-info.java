/**
 * Publishes that wait for the server: order, bounds, pace, and the search for one on
 * which the server hangs up.
 */
@NullMarked
package io.github.iotcustomauth.internal.publishing;

import org.jspecify.annotations.NullMarked;
