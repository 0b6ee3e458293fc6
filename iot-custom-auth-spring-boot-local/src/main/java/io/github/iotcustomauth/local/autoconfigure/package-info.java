/**
 * Auto-configuration of the local endpoint.
 */
@NullMarked
package io.github.iotcustomauth.local.autoconfigure;

import org.jspecify.annotations.NullMarked;
