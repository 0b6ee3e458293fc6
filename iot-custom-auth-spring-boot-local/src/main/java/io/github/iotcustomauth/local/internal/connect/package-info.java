/**
 * From a CONNECT packet over authorizer and policy to a session or a refusal.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.connect;

import org.jspecify.annotations.NullMarked;
