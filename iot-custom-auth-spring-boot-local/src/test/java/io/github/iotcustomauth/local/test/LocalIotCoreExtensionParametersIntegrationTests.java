package io.github.iotcustomauth.local.test;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.MqttTestClient;
import io.github.iotcustomauth.local.autoconfigure.LocalCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalIotCoreExtension} without a field.
 */
@ExtendWith(LocalIotCoreExtension.class)
class LocalIotCoreExtensionParametersIntegrationTests {

	@Test
	void endpointAndAccessAreParameters(LocalIotCore endpoint, LocalIotCoreAccess access) throws Exception {
		assertThat(access.port()).isEqualTo(endpoint.getPort());
		assertThat(access.caCertificatePem()).isEqualTo(endpoint.getCaCertificatePem());
		assertThat(access.credentials()).isInstanceOf(LocalCredentials.class);
		try (MqttTestClient client = new MqttTestClient(access, "parameter")) {
			assertThat(client.code()).isZero();
		}
	}

}
