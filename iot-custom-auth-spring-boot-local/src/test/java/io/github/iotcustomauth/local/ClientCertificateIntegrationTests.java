package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.TestCertificates;
import io.github.iotcustomauth.local.autoconfigure.LocalCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client certificates that are configured by properties, and clients that resume a TLS
 * session.
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

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void clientThatResumesItsTlsSessionIsKnown(String protocol) throws Exception {
		X509Bundle device = TestCertificates.device();
		ClientCertificate registered = TestCertificates.registered(device);
		SSLContext tls = SSLContext.getInstance(protocol);
		tls.init(device.toKeyManagerFactory().getKeyManagers(),
				TestEndpoint.CERTIFICATE.toTrustManagerFactory().getTrustManagers(), null);
		try (TestEndpoint endpoint = TestEndpoint.start((settings) -> settings.clientCertificate(registered))) {
			long first = connect(tls, protocol, endpoint.port());
			assertThat(connect(tls, protocol, endpoint.port())).as("creation time of the session").isEqualTo(first);
			assertThat(endpoint.attempts()).extracting(ConnectAttempt::clientCertificate)
				.containsExactly(registered, registered);
		}
	}

	private static long connect(SSLContext tls, String protocol, int port) throws Exception {
		try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port)) {
			socket.setEnabledProtocols(new String[] { protocol });
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(new byte[] { 0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'f' });
			assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 0);
			return socket.getSession().getCreationTime();
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
