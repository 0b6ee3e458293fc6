/**
 * Calls annotated methods with messages.
 */
@NullMarked
package io.github.iotcustomauth.internal.listener;

import org.jspecify.annotations.NullMarked;
