package io.github.iotcustomauth.local.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThatCode;

/**
 * The address that the endpoint listens on, and the one that clients come from.
 */
class AddressIntegrationTests {

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Connect", \
			"Resource": "arn:aws:iot:*:*:client/${aws:SourceIp}"}}""";

	private static final int REFUSED = -1;

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.0.0.2", "::1", "[::1]", "localhost" })
	void listensOnTheAddressWithACertificateForIt(String address) throws Exception {
		assumeThatCode(() -> new ServerSocket(0, 1, InetAddress.getByName(address)).close()).doesNotThrowAnyException();
		try (StandaloneLocalIotCore endpoint = start(address)) {
			InetAddress source = InetAddress.getByName(address);
			assertThat(connect(endpoint, source, (source.getAddress().length == 4) ? source.getHostAddress() : "::1"))
				.isZero();
		}
	}

	@Test
	void sourceIpIsTheAddressOfTheClient() throws Exception {
		assumeThatCode(() -> new ServerSocket(0, 1, InetAddress.getByName("127.0.0.3")).close())
			.doesNotThrowAnyException();
		try (StandaloneLocalIotCore endpoint = start("127.0.0.2")) {
			InetAddress source = InetAddress.getByName("127.0.0.3");
			assertThat(connect(endpoint, source, "127.0.0.3")).isZero();
			assertThat(connect(endpoint, source, "127.0.0.1")).isEqualTo(REFUSED);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1:8883", "[x]" })
	void addressThatNamesNoHostIsRejected(String address) {
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class).isThrownBy(() -> start(address))
			.withMessage("Property 'aws.iot.custom-auth.local.address': the host '" + address + "' is unknown")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("host name of this machine"));
	}

	@Test
	void addressOfAnotherMachineIsRejected() {
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class).isThrownBy(() -> start("192.0.2.1"))
			.withMessage("Property 'aws.iot.custom-auth.local.address': '192.0.2.1' is not an address of this machine");
	}

	@Test
	void warnsAboutAnAddressThatTheNetworkReaches() throws Exception {
		assertThat(LocalIotCoreFactory.networkWarning(InetAddress.getByName("0.0.0.0")))
			.contains("reachable from the network", "'aws.iot.custom-auth.local.address' is '0.0.0.0'");
		assertThat(LocalIotCoreFactory.networkWarning(InetAddress.getByName("127.0.0.2"))).isNull();
	}

	private static StandaloneLocalIotCore start(String address) {
		Map<String, String> properties = new HashMap<>();
		properties.put("address", address);
		properties.put("default-authorizer", "A");
		properties.put("authorizers.A.users.alice", "wonderland");
		properties.put("authorizers.A.policy", POLICY);
		return StandaloneLocalIotCore.start(properties);
	}

	// Return the code of the CONNACK.
	private static int connect(StandaloneLocalIotCore endpoint, InetAddress source, String clientId) throws Exception {
		LocalIotCoreAccess access = endpoint.access();
		try (Socket plain = new Socket()) {
			plain.bind(new InetSocketAddress(source, 0));
			plain.connect(new InetSocketAddress(access.host(), access.port()), 10_000);
			plain.setSoTimeout(10_000);
			try (SSLSocket socket = (SSLSocket) trusting(access.caCertificatePem()).getSocketFactory()
				.createSocket(plain, access.host(), access.port(), true)) {
				SSLParameters parameters = socket.getSSLParameters();
				parameters.setEndpointIdentificationAlgorithm("HTTPS");
				parameters.setApplicationProtocols(new String[] { "mqtt" });
				socket.setSSLParameters(parameters);
				socket.getOutputStream().write(connectPacket(clientId));
				byte[] connAck = socket.getInputStream().readNBytes(4);
				return (connAck.length == 4) ? connAck[3] : REFUSED;
			}
		}
	}

	private static byte[] connectPacket(String clientId) throws IOException {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(content);
		out.writeUTF("MQTT");
		out.writeByte(4);
		// user name, password, clean session
		out.writeByte(0xC2);
		out.writeShort(60);
		out.writeUTF(clientId);
		out.writeUTF("alice");
		out.writeUTF("wonderland");
		ByteArrayOutputStream packet = new ByteArrayOutputStream();
		packet.write(0x10);
		packet.write(content.size());
		content.writeTo(packet);
		return packet.toByteArray();
	}

	private static SSLContext trusting(String caCertificatePem) throws Exception {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(caCertificatePem.getBytes(StandardCharsets.US_ASCII))));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

}
