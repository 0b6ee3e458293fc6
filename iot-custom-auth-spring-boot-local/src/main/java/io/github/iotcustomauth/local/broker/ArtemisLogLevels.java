package io.github.iotcustomauth.local.broker;

import java.util.Map;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.Assert;

/**
 * Quiets the broker's own loggers, which would fill the log of an application with the
 * start, the stop and every new queue of a broker that is none of its business.
 */
public final class ArtemisLogLevels {

	// the protocol's logger reports each packet that meets the stop of the broker with
	// two stack traces, of which nothing follows (AMQ834001, AMQ834002, AMQ834006); that
	// hides other failures of a packet or a session, too
	private static final Map<String, LogLevel> DEFAULTS = Map.of("org.apache.activemq", LogLevel.ERROR,
			"org.apache.activemq.audit", LogLevel.OFF, "org.apache.activemq.artemis.core.protocol.mqtt", LogLevel.OFF);

	private ArtemisLogLevels() {
	}

	/**
	 * Apply the quiet levels, leaving alone what the user has configured. Call it before
	 * the endpoint starts.
	 * @param loggingSystem the logging system of the application
	 */
	public static void applyTo(LoggingSystem loggingSystem) {
		Assert.notNull(loggingSystem, "'loggingSystem' must not be null");
		DEFAULTS.forEach((logger, level) -> {
			LoggerConfiguration configuration = loggingSystem.getLoggerConfiguration(logger);
			if (configuration == null || configuration.getConfiguredLevel() == null) {
				loggingSystem.setLogLevel(logger, level);
			}
		});
	}

}
