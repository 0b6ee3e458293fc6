/**
 * Several clients as one connection, for more than the quotas of one.
 */
@NullMarked
package io.github.iotcustomauth.internal.pool;

import org.jspecify.annotations.NullMarked;
