package io.github.iotcustomauth.internal.transport.crt;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The versions of TLS that the native client offers, read from its ClientHello (RFC 8446
 * section 4.2.1): a server can only choose among these.
 */
@Timeout(60)
class TlsVersionIntegrationTests {

	private static final int TLS_1_2 = 0x0303;

	private static final int TLS_1_3 = 0x0304;

	private static final int SUPPORTED_VERSIONS = 43;

	@Test
	void nothingOlderThanTls12IsOffered() throws Exception {
		assertThat(offered(SslOptions.NONE)).containsExactlyInAnyOrder(TLS_1_2, TLS_1_3);
	}

	@Test
	void enabledProtocolsOfTheBundleAreHonored() throws Exception {
		assertThat(offered(SslOptions.of(null, Set.of("TLSv1.3")))).containsExactly(TLS_1_3);
	}

	@Test
	void connectsWithTls13Only() {
		try (LocalEndpoint endpoint = new LocalEndpoint();
				TestConnection connection = new TestConnection(endpoint.settings("client").build(),
						CustomAuthCredentialsProvider.of(credentials()),
						restricted(endpoint.trust(), SslOptions.of(null, Set.of("TLSv1.3"))))) {
			assertThat(connection.connected().connection().getStatus().isConnected()).isTrue();
		}
	}

	private static List<Integer> offered(SslOptions options) throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint();
				ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			CompletableFuture<List<Integer>> versions = CompletableFuture.supplyAsync(() -> versions(server));
			try (TestConnection connection = new TestConnection(
					endpoint.settings("client").port(server.getLocalPort()).build(),
					CustomAuthCredentialsProvider.of(credentials()), restricted(endpoint.trust(), options))) {
				connection.connection().start();
				return TestConnection.get(versions);
			}
		}
	}

	private static SslBundle restricted(SslBundle trust, SslOptions options) {
		return SslBundle.of(trust.getStores(), SslBundleKey.NONE, options);
	}

	private static CustomAuthCredentials credentials() {
		return CustomAuthCredentials.builder().username("alice").password("secret").build();
	}

	private static List<Integer> versions(ServerSocket server) {
		try (Socket socket = server.accept()) {
			DataInputStream in = new DataInputStream(socket.getInputStream());
			in.skipNBytes(3);
			ByteBuffer hello = ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort()));
			// type, length, version and random
			hello.position(4 + 2 + 32);
			skip(hello, hello.get() & 0xFF);
			skip(hello, hello.getShort());
			skip(hello, hello.get() & 0xFF);
			hello.getShort();
			while (hello.hasRemaining()) {
				int type = hello.getShort();
				ByteBuffer extension = hello.slice(hello.position() + 2, hello.getShort());
				skip(hello, extension.remaining());
				if (type == SUPPORTED_VERSIONS) {
					return versions(extension);
				}
			}
			return List.of(TLS_1_2);
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
	}

	private static List<Integer> versions(ByteBuffer extension) {
		List<Integer> versions = new ArrayList<>();
		extension.get();
		while (extension.hasRemaining()) {
			versions.add((int) extension.getShort());
		}
		return versions;
	}

	private static void skip(ByteBuffer buffer, int bytes) {
		buffer.position(buffer.position() + bytes);
	}

}
