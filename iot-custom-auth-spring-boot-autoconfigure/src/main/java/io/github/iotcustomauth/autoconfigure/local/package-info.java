/**
 * Auto-configuration that connects the application to its own local endpoint.
 */
@NullMarked
package io.github.iotcustomauth.autoconfigure.local;

import org.jspecify.annotations.NullMarked;
