/**
 * The outbox in an application with a {@code DataSource}.
 */
@NullMarked
package io.github.iotcustomauth.autoconfigure.outbox;

import org.jspecify.annotations.NullMarked;
