/**
 * The outbox: accepted publishes in a database.
 */
@NullMarked
package io.github.iotcustomauth.outbox;

import org.jspecify.annotations.NullMarked;
