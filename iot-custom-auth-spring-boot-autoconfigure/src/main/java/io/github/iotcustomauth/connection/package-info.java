/**
 * Keeps a connection: attempts, pending publishes, subscriptions and received messages.
 */
@NullMarked
package io.github.iotcustomauth.connection;

import org.jspecify.annotations.NullMarked;
