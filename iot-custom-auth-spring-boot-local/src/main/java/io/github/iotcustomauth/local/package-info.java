/**
 * A local AWS IoT Core endpoint with custom authorizers.
 */
@NullMarked
package io.github.iotcustomauth.local;

import org.jspecify.annotations.NullMarked;
