/**
 * The certificates of the local endpoint.
 */
@NullMarked
package io.github.iotcustomauth.local.tls;

import org.jspecify.annotations.NullMarked;
