/**
 * Text from outside in a form that is safe for log lines and messages.
 */
@NullMarked
package io.github.iotcustomauth.internal.text;

import org.jspecify.annotations.NullMarked;
