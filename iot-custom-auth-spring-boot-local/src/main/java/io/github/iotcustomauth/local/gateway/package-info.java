/**
 * What AWS IoT Core adds to a broker: transports, authorization, quotas, refusals.
 */
@NullMarked
package io.github.iotcustomauth.local.gateway;

import org.jspecify.annotations.NullMarked;
