/**
 * The certificates of the local endpoint.
 */
@NullMarked
package io.github.iotcustomauth.local.internal.certificate;

import org.jspecify.annotations.NullMarked;
