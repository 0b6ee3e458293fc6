/**
 * What becomes of messages whose handler failed.
 */
@NullMarked
package io.github.iotcustomauth.handler;

import org.jspecify.annotations.NullMarked;
