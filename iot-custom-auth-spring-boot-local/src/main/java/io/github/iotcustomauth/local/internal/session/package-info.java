/**
 * A connected client: publish, subscribe, will, lifecycle events, life time.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.session;

import org.jspecify.annotations.NullMarked;
