package io.github.iotcustomauth.local.broker;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedBroker}.
 */
class EmbeddedBrokerTests {

	@Test
	void sessionsOfMqtt3AreKeptForAnHour() {
		assertThat(EmbeddedBroker.acceptor(100).getExtraParams()).containsEntry("defaultMqttSessionExpiryInterval",
				3600);
	}

}
