/**
 * Causes of failures, ranked by what is known of their circumstances.
 */
@NullMarked
package io.github.iotcustomauth.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
