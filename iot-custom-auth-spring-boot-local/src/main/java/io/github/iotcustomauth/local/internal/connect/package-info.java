/**
 * Handling of CONNECT packets: authorizer, policy, session or refusal.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.connect;

import org.jspecify.annotations.NullMarked;
