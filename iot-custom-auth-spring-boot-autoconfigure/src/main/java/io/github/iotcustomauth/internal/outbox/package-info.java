/**
 * The outbox: QoS 1 publishes are durable before they are sent.
 */
@NullMarked
package io.github.iotcustomauth.internal.outbox;

import org.jspecify.annotations.NullMarked;
