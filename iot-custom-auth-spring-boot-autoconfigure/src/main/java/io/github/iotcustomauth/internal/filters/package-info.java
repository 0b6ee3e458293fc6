/**
 * Topic filters of the session: wanted, granted and refused ones.
 */
@NullMarked
package io.github.iotcustomauth.internal.filters;

import org.jspecify.annotations.NullMarked;
