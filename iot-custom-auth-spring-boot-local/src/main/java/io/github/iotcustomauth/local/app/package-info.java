/**
 * Executable jar of the local endpoint.
 */
@NullMarked
package io.github.iotcustomauth.local.app;

import org.jspecify.annotations.NullMarked;
