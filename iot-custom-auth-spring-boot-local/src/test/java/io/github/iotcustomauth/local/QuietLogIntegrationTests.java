package io.github.iotcustomauth.local;

import io.github.iotcustomauth.local.broker.ArtemisLogLevels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application finds in its log when it starts, uses and stops an endpoint.
 */
@ExtendWith(OutputCaptureExtension.class)
class QuietLogIntegrationTests {

	private final LoggingSystem loggingSystem = LoggingSystem.get(getClass().getClassLoader());

	@BeforeEach
	void forgetLevels() {
		this.loggingSystem.setLogLevel("org.apache.activemq", null);
		this.loggingSystem.setLogLevel("org.apache.activemq.audit", null);
		this.loggingSystem.setLogLevel("org.apache.activemq.artemis.core.protocol.mqtt", null);
	}

	@Test
	void nothingIsLoggedAboutACleanLife(CapturedOutput output) throws Exception {
		ArtemisLogLevels.applyTo(this.loggingSystem);
		try (TestEndpoint endpoint = TestEndpoint.start(); RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("quiet");
			client.subscribe(1, 1, "a");
			client.publish("b", 1, 2, "x");
			client.expectPubAck(2, 0);
			client.disconnect();
			client.expectEnd();
		}
		assertThat(output).isEmpty();
	}

}
