package io.github.iotcustomauth.local;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

import io.github.iotcustomauth.local.autoconfigure.LocalCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link RawClient} that gets in with what {@link LocalIotCoreAccess} offers, for tests
 * in other packages.
 */
public final class MqttTestClient implements AutoCloseable {

	private final RawClient client;

	private final int code;

	private int packetId;

	public MqttTestClient(LocalIotCoreAccess access, String clientId) throws Exception {
		this(access, clientId, password(access));
	}

	public MqttTestClient(LocalIotCoreAccess access, String clientId, String password) throws Exception {
		LocalCredentials credentials = access.credentials();
		assertThat(credentials).isNotNull();
		this.client = RawClient.tls(access.port(), 5, certificate(access.caCertificatePem()));
		String username = credentials.username() + "?x-amz-customauthorizer-name=" + credentials.authorizerName();
		this.code = this.client
			.connect(clientId,
					(connect) -> connect.username(username).password(password.getBytes(StandardCharsets.UTF_8)))
			.variableHeader()
			.connectReturnCode()
			.byteValue() & 0xFF;
	}

	private static String password(LocalIotCoreAccess access) {
		LocalCredentials credentials = access.credentials();
		assertThat(credentials).isNotNull();
		return credentials.password();
	}

	static X509Certificate certificate(String pem) throws Exception {
		return (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
	}

	public int code() {
		return this.code;
	}

	/**
	 * Publish with QoS 1, and return when it is acknowledged.
	 */
	public void publish(String topic, String payload) throws Exception {
		this.client.publish(topic, 1, ++this.packetId, payload);
		this.client.expectPubAck(this.packetId, 0);
	}

	/**
	 * Publish the same message with QoS 0, as fast as possible.
	 */
	public void publishOften(String topic, String payload, int messages) {
		for (int i = 0; i < messages; i++) {
			this.client.publish(topic, 0, 0, payload);
		}
	}

	public void expectDisconnect(int code) throws Exception {
		this.client.expectDisconnect(code);
	}

	@Override
	public void close() throws Exception {
		this.client.close();
	}

}
