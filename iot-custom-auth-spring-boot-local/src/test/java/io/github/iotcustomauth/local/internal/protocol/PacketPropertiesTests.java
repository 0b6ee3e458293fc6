package io.github.iotcustomauth.local.internal.protocol;

import io.netty.handler.codec.mqtt.MqttProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PacketProperties}.
 */
class PacketPropertiesTests {

	@ParameterizedTest
	@CsvSource({ "0,1", "1,1", "600,600", "604800,604800", "604801,604800", "4294967295,604800" })
	void expiryIsBetweenASecondAndAWeek(long asked, long expected) {
		MqttProperties properties = new MqttProperties();
		PacketProperties.set(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL, asked);
		PacketProperties.set(properties, MqttProperties.PAYLOAD_FORMAT_INDICATOR, 1);
		MqttProperties allowed = PacketProperties.withAllowedExpiry(properties);
		assertThat(PacketProperties.unsigned(allowed, MqttProperties.PUBLICATION_EXPIRY_INTERVAL, -1))
			.isEqualTo(expected);
		assertThat(PacketProperties.unsigned(allowed, MqttProperties.PAYLOAD_FORMAT_INDICATOR, -1)).isOne();
	}

	@Test
	void messageWithoutExpiryGetsNone() {
		assertThat(PacketProperties.withAllowedExpiry(MqttProperties.NO_PROPERTIES).listAll()).isEmpty();
	}

}
