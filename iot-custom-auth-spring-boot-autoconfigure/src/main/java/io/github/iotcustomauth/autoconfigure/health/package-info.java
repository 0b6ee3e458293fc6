/**
 * Auto-configuration of the health indicator.
 */
@NullMarked
package io.github.iotcustomauth.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
