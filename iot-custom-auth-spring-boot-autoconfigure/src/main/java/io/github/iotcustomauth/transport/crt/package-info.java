/**
 * The adapter to the AWS Common Runtime (CRT), the only package that knows it.
 */
@NullMarked
package io.github.iotcustomauth.transport.crt;

import org.jspecify.annotations.NullMarked;
