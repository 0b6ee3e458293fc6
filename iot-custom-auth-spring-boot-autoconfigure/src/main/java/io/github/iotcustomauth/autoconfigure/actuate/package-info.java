/**
 * Auto-configuration of the actuator endpoint and of the info contributor.
 */
@NullMarked
package io.github.iotcustomauth.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
