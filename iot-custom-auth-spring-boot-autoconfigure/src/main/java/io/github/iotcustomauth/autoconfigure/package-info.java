/**
 * Auto-configuration: wiring only.
 */
@NullMarked
package io.github.iotcustomauth.autoconfigure;

import org.jspecify.annotations.NullMarked;
