package io.github.iotcustomauth.local.broker;

import org.junit.jupiter.api.Test;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link ArtemisLogLevels}.
 */
class ArtemisLogLevelsTests {

	private final LoggingSystem loggingSystem = mock(LoggingSystem.class);

	@Test
	void quietsUnconfiguredLoggers() {
		given(this.loggingSystem.getLoggerConfiguration("org.apache.activemq"))
			.willReturn(new LoggerConfiguration("org.apache.activemq", null, LogLevel.INFO));
		ArtemisLogLevels.applyTo(this.loggingSystem);
		then(this.loggingSystem).should().setLogLevel("org.apache.activemq", LogLevel.ERROR);
		then(this.loggingSystem).should().setLogLevel("org.apache.activemq.audit", LogLevel.OFF);
	}

	@Test
	void leavesConfiguredLoggersAlone() {
		given(this.loggingSystem.getLoggerConfiguration("org.apache.activemq"))
			.willReturn(new LoggerConfiguration("org.apache.activemq", LogLevel.DEBUG, LogLevel.DEBUG));
		ArtemisLogLevels.applyTo(this.loggingSystem);
		then(this.loggingSystem).should(never()).setLogLevel("org.apache.activemq", LogLevel.ERROR);
	}

}
