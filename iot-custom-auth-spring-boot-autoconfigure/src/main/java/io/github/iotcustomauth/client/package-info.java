/**
 * Sending objects, and asking for answers.
 */
@NullMarked
package io.github.iotcustomauth.client;

import org.jspecify.annotations.NullMarked;
