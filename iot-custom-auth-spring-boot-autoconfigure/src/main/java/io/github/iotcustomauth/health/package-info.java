/**
 * The connection in the application's health.
 */
@NullMarked
package io.github.iotcustomauth.health;

import org.jspecify.annotations.NullMarked;
