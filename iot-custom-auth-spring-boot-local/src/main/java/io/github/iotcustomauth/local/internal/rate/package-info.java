/**
 * Rates that AWS IoT Core keeps clients to.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.rate;

import org.jspecify.annotations.NullMarked;
