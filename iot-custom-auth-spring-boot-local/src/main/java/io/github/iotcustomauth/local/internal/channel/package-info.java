/**
 * Operations on the channel of a client: frames, writes, lingering close.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.channel;

import org.jspecify.annotations.NullMarked;
