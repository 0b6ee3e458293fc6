/**
 * Calls of AWS IoT Core's data plane over HTTPS: publish, direct messages, connections,
 * retained messages.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.http;

import org.jspecify.annotations.NullMarked;
