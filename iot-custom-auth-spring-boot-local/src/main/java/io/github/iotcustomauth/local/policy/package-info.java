/**
 * AWS IoT policies and their evaluation.
 */
@NullMarked
package io.github.iotcustomauth.local.policy;

import org.jspecify.annotations.NullMarked;
