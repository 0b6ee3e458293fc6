/**
 * Sessions, subscriptions, shared subscriptions and retained messages, all in memory and
 * confined to one event loop.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.routing;

import org.jspecify.annotations.NullMarked;
