package io.github.iotcustomauth.benchmarks.storm;

import java.time.Duration;

/**
 * Circumstances in which clients lose their server.
 *
 * @param name the name in tables and plots
 * @param minDelay the shortest delay of reconnects, as configured
 * @param lasted how long the lost connections had lasted
 */
record Variant(String name, Duration minDelay, Duration lasted) {

	static final Duration MAX_DELAY = Duration.ofMinutes(2);

}
