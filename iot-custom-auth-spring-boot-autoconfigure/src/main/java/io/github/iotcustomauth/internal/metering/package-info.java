/**
 * Port to what counts and times the events of a connection.
 */
@NullMarked
package io.github.iotcustomauth.internal.metering;

import org.jspecify.annotations.NullMarked;
