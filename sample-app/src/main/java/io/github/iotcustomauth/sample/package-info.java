/**
 * A thermometer that talks to AWS IoT Core, or to the local endpoint.
 */
@NullMarked
package io.github.iotcustomauth.sample;

import org.jspecify.annotations.NullMarked;
