/**
 * Limits of AWS IoT Core on what a client sends.
 */
@NullMarked
package io.github.iotcustomauth.internal.limits;

import org.jspecify.annotations.NullMarked;
