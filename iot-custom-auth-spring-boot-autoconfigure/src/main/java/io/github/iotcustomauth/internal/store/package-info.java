/**
 * The port to a store for accepted publishes that outlive the process.
 */
@NullMarked
package io.github.iotcustomauth.internal.store;

import org.jspecify.annotations.NullMarked;
