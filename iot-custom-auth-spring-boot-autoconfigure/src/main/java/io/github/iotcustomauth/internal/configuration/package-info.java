/**
 * The port to what is configured about the connection.
 */
@NullMarked
package io.github.iotcustomauth.internal.configuration;

import org.jspecify.annotations.NullMarked;
