/**
 * Between {@link io.github.iotcustomauth.IotMessage} and Spring's messages: payload
 * conversion and headers.
 */
@NullMarked
package io.github.iotcustomauth.internal.messaging;

import org.jspecify.annotations.NullMarked;
