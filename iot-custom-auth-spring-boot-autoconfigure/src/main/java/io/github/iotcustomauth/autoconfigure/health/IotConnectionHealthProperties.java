package io.github.iotcustomauth.autoconfigure.health;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the health indicator.
 *
 * @param gracePeriod Time that the first connection after a start may take before the
 * health status is DOWN.
 */
@ConfigurationProperties("management.health.iot-custom-auth")
record IotConnectionHealthProperties(@DefaultValue("1m") Duration gracePeriod) {
}
