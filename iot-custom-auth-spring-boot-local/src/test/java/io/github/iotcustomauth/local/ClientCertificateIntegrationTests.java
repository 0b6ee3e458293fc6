package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.TestCertificates;
import io.github.iotcustomauth.local.autoconfigure.LocalCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An endpoint whose client certificates are configured by properties.
 */
class ClientCertificateIntegrationTests {

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement":
			{"Effect": "Allow", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/certificate"}}""";

	@Test
	void userWithACertificateMayDoWhatBothPoliciesAllow() throws Exception {
		X509Bundle device = TestCertificates.device();
		try (StandaloneLocalIotCore endpoint = StandaloneLocalIotCore.start(Map.of("certificates.device.certificate",
				device.getCertificatePEM(), "certificates.device.policy", POLICY));
				CrtClient client = connect(endpoint.access(), device)) {
			client.awaitSuccess();
			assertThat(client.publish("certificate", "x")).isZero();
			assertThat(client.publish("device/t", "x")).isZero();
			assertThat(client.publish("other", "x")).isEqualTo(0x87);
		}
	}

	private static CrtClient connect(LocalIotCoreAccess access, X509Bundle device) {
		LocalCredentials credentials = access.credentials();
		assertThat(credentials).isNotNull();
		return CrtClient.withCertificate(access, "device", device,
				(connect) -> connect.withUsername(credentials.username())
					.withPassword(credentials.password().getBytes(StandardCharsets.UTF_8)));
	}

}
