/**
 * The outbox: accepted publishes in a database.
 */
@NullMarked
package io.github.iotcustomauth.internal.store.jdbc;

import org.jspecify.annotations.NullMarked;
