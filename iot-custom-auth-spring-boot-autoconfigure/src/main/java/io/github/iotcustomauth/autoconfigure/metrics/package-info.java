/**
 * Auto-configuration of the meters of connections.
 */
@NullMarked
package io.github.iotcustomauth.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
