/**
 * The local endpoint as a process of its own.
 */
@NullMarked
package io.github.iotcustomauth.local.app;

import org.jspecify.annotations.NullMarked;
