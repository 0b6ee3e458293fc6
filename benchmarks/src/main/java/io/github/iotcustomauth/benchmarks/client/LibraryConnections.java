package io.github.iotcustomauth.benchmarks.client;

import java.time.Duration;
import java.util.List;

import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Connections of the library without an application context.
 */
public final class LibraryConnections implements AutoCloseable {

	private static final CustomAuthCredentials CREDENTIALS = CustomAuthCredentials.builder()
		.username(Address.USER)
		.password(Address.USER)
		.build();

	private final SslBundle bundle;

	private final CrtMqttTransportFactory transports;

	private final ConnectionExecutors executors = new ConnectionExecutors(false);

	/**
	 * Create what connections share.
	 * @param address a server
	 */
	public LibraryConnections(Address address) {
		this(address.caPem());
	}

	/**
	 * Create what connections share.
	 * @param caPem the certificate that they trust, as PEM
	 */
	public LibraryConnections(String caPem) {
		this.bundle = SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(caPem)));
		this.transports = newTransports();
	}

	/**
	 * Create a factory that shares nothing yet, as a process has it that connects for the
	 * first time.
	 * @return the factory, to be closed
	 */
	public CrtMqttTransportFactory newTransports() {
		return new CrtMqttTransportFactory(() -> this.bundle, List.of());
	}

	public CrtMqttTransportFactory transports() {
		return this.transports;
	}

	/**
	 * Create a connection, which is not started.
	 * @param port the port of the server
	 * @param clientId the client id
	 * @param transports makes its transports
	 * @param minDelay the shortest delay of reconnects
	 * @return the connection
	 */
	public DefaultIotConnection create(int port, String clientId, CrtMqttTransportFactory transports,
			Duration minDelay) {
		ConnectionSettings settings = ConnectionSettings.builder(Address.HOST, clientId)
			.port(port)
			.transport(TransportType.TLS)
			.reconnectDelay(minDelay, Duration.ofMinutes(2))
			.publishRate(0)
			.build();
		return new DefaultIotConnection(settings, CustomAuthCredentialsProvider.of(CREDENTIALS), transports,
				this.executors, (event) -> {
				});
	}

	@Override
	public void close() {
		this.transports.close();
		this.executors.close();
	}

}
