package io.github.iotcustomauth.internal.transport.crt;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.support.TlsServer;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.crt.io.TlsContextOptions.TlsVersions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TlsProbe}.
 */
@Timeout(60)
class TlsProbeTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void closingEndsAProbeThatGetsNoAnswer(boolean throughProxy) throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
			ConnectionSettings.Builder settings = settings(silent.getLocalPort());
			if (throughProxy) {
				settings.proxy("localhost", silent.getLocalPort());
			}
			TlsProbe probe = new TlsProbe(settings.build(), () -> material(certificate("localhost")));
			CompletableFuture<Optional<IotFailure>> result = CompletableFuture.supplyAsync(probe::run);
			try (Socket client = silent.accept()) {
				client.getInputStream().read();
				assertThat(result).isNotDone();
				probe.close();
				assertThat(result.get(10, TimeUnit.SECONDS)).isEmpty();
			}
		}
	}

	@Test
	void closedProbeDoesNotConnect() {
		TlsProbe probe = new TlsProbe(settings(1).build(), () -> material(certificate("localhost")));
		probe.close();
		assertThat(probe.run()).isEmpty();
	}

	@Test
	void nameMayBeInOtherLetters() throws Exception {
		assertThat(probe("LOCALHOST")).isEmpty();
	}

	@Test
	void otherNameIsTold() throws Exception {
		assertThat(probe("other.example")).hasValueSatisfying((failure) -> {
			assertThat(failure.reason()).isEqualTo(FailureReason.CERTIFICATE_WRONG_HOST);
			assertThat(failure.whatToCheck()).contains("'other.example'");
		});
	}

	private static Optional<IotFailure> probe(String name) throws Exception {
		X509Bundle certificate = certificate(name);
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		keyStore.setKeyEntry("server", certificate.getKeyPair().getPrivate(), TlsServer.PASSWORD,
				certificate.getCertificatePath());
		try (TlsServer server = new TlsServer(keyStore, "mqtt", "TLSv1.2", "TLSv1.3")) {
			return new TlsProbe(settings(server.port()).build(), () -> material(certificate)).run();
		}
	}

	private static ConnectionSettings.Builder settings(int port) {
		return ConnectionSettings.builder("localhost", "client").port(port).transport(TransportType.TLS);
	}

	private static X509Bundle certificate(String name) {
		try {
			return new CertificateBuilder().ecp256()
				.subject("CN=" + name)
				.addSanDnsName(name)
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static TlsMaterial material(X509Bundle trusted) {
		return new TlsMaterial(trusted.getCertificatePEM(), null, null, TlsVersions.TLSv1_2);
	}

}
