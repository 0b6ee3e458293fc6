package io.github.iotcustomauth.internal.transport.crt;

import java.util.List;

import io.github.iotcustomauth.IotFailure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CrtMqttTransportFactory}.
 */
class CrtMqttTransportFactoryTests {

	private static final IotFailure TLS_FAILED = CrtFailures.of(1029);

	@Test
	void failureOfTlsIsUnclear() {
		try (CrtMqttTransportFactory transports = new CrtMqttTransportFactory(() -> null, List.of())) {
			assertThat(transports.isUnclear(TLS_FAILED)).isTrue();
		}
	}

	@Test
	void failureIsNotProbedWhenACustomizerMayHaveChangedTheWay() {
		try (CrtMqttTransportFactory transports = new CrtMqttTransportFactory(() -> null,
				List.of((options, connect) -> {
				}))) {
			assertThat(transports.isUnclear(TLS_FAILED)).isFalse();
		}
	}

}
