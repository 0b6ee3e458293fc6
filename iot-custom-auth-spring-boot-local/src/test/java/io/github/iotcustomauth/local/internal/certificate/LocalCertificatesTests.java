package io.github.iotcustomauth.local.internal.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link LocalCertificates}.
 */
class LocalCertificatesTests {

	private final LocalCertificates certificates = LocalCertificates.generate();

	@ParameterizedTest
	@CsvSource({ "localhost, TLSv1.2", "localhost, TLSv1.3", "127.0.0.1, TLSv1.2", "127.0.0.1, TLSv1.3" })
	void clientThatTrustsTheAuthorityConnects(String host, String protocol) throws Exception {
		SSLContext client = clientContext(this.certificates.caCertificatePem());
		assertThat(handshake(client, host, protocol)).isEqualTo(protocol);
	}

	@Test
	void clientThatTrustsAnotherAuthorityDoesNotConnect() throws Exception {
		SSLContext client = clientContext(LocalCertificates.generate().caCertificatePem());
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> handshake(client, "localhost", "TLSv1.3"))
			.withStackTraceContaining("CertPathValidatorException");
	}

	@Test
	void clientThatAsksForAnotherHostDoesNotConnect() throws Exception {
		SSLContext client = clientContext(this.certificates.caCertificatePem());
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> handshake(client, "example.com", "TLSv1.3"))
			.withMessageContaining("example.com");
	}

	@Test
	void certificateForAnotherAddressIsOfTheSameAuthorityAndHasItsNames() throws Exception {
		InetAddress address = InetAddress.getByAddress("broker.example", new byte[] { 10, 0, 0, 1 });
		LocalCertificates other = this.certificates.withAddress(address);
		assertThat(other.caCertificate()).isEqualTo(this.certificates.caCertificate());
		assertThat(names(other)).containsExactly("localhost", "broker.example", "127.0.0.1", "10.0.0.1");
		assertThat(names(this.certificates)).containsExactly("localhost", "127.0.0.1");
	}

	@Test
	void certificateForAnAddressWithoutANameHasTheAddress() throws Exception {
		LocalCertificates other = this.certificates.withAddress(InetAddress.getByName("127.0.0.2"));
		assertThat(names(other)).containsExactly("localhost", "127.0.0.1", "127.0.0.2");
	}

	@Test
	void certificateForAllAddressesHasThoseOfTheMachine() throws Exception {
		LocalCertificates all = this.certificates.withAddress(InetAddress.getByName("0.0.0.0"));
		List<String> addresses = NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter(Inet4Address.class::isInstance)
			.map(InetAddress::getHostAddress)
			.toList();
		assertThat(names(all)).contains("localhost", "127.0.0.1").containsAll(addresses).doesNotContain("0.0.0.0");
	}

	private static List<Object> names(LocalCertificates certificates) throws Exception {
		return certificates.serverCertificateChain()
			.get(0)
			.getSubjectAlternativeNames()
			.stream()
			.<Object>map((name) -> name.get(1))
			.toList();
	}

	@Test
	void everyAuthorityIsItsOwn() {
		assertThat(this.certificates.caCertificate()).isNotEqualTo(LocalCertificates.generate().caCertificate());
		assertThat(this.certificates.caCertificate().getBasicConstraints()).isNotNegative();
		assertThat(this.certificates.serverCertificateChain().get(0).getBasicConstraints()).isEqualTo(-1);
	}

	@Test
	void writesNothingButTheAuthorityCertificate(@TempDir Path directory) throws IOException {
		Path file = directory.resolve("new/ca.pem");
		this.certificates.writeCaCertificate(file);
		this.certificates.writeCaCertificate(file);
		assertThat(file).content().isEqualTo(this.certificates.caCertificatePem()).doesNotContain("PRIVATE");
		assertThat(file.getParent()).isDirectoryContaining((path) -> path.equals(file));
		try (var files = Files.list(file.getParent())) {
			assertThat(files).containsExactly(file);
		}
	}

	@Test
	void leavesNothingBehindWhenTheFileCannotBeWritten(@TempDir Path directory) throws IOException {
		Path occupied = Files.createDirectories(directory.resolve("ca.pem/child")).getParent();
		assertThatIOException().isThrownBy(() -> this.certificates.writeCaCertificate(occupied));
		try (var files = Files.list(directory)) {
			assertThat(files).containsExactly(occupied);
		}
		assertThatIOException().isThrownBy(() -> this.certificates.writeCaCertificate(directory.getRoot()))
			.withMessageContaining("it is a directory");
	}

	@Test
	void followsALinkAndKeepsIt(@TempDir Path directory) throws IOException {
		Path target = Files.writeString(directory.resolve("target.pem"), "old");
		Path link = Files.createSymbolicLink(directory.resolve("ca.pem"), Path.of("target.pem"));
		this.certificates.writeCaCertificate(link);
		assertThat(link).isSymbolicLink();
		assertThat(target).isRegularFile().content().isEqualTo(this.certificates.caCertificatePem());
	}

	@Test
	void createsTheMissingTargetOfALink(@TempDir Path directory) throws IOException {
		Path first = Files.createSymbolicLink(directory.resolve("first.pem"), Path.of("second.pem"));
		Path second = Files.createSymbolicLink(directory.resolve("second.pem"), Path.of("new/ca.pem"));
		this.certificates.writeCaCertificate(first);
		assertThat(first).isSymbolicLink();
		assertThat(second).isSymbolicLink();
		assertThat(directory.resolve("new/ca.pem")).content().isEqualTo(this.certificates.caCertificatePem());
	}

	@Test
	void writesIntoALinkedDirectory(@TempDir Path directory) throws IOException {
		Path real = Files.createDirectory(directory.resolve("real"));
		Path linked = Files.createSymbolicLink(directory.resolve("linked"), real);
		this.certificates.writeCaCertificate(linked.resolve("ca.pem"));
		assertThat(real.resolve("ca.pem")).content().isEqualTo(this.certificates.caCertificatePem());
	}

	@Test
	void givesUpOnLinksInACircle(@TempDir Path directory) throws IOException {
		Path link = Files.createSymbolicLink(directory.resolve("ca.pem"), Path.of("other.pem"));
		Files.createSymbolicLink(directory.resolve("other.pem"), Path.of("ca.pem"));
		assertThatExceptionOfType(FileSystemLoopException.class)
			.isThrownBy(() -> this.certificates.writeCaCertificate(link));
	}

	@Test
	void doesNotReplaceADirectory(@TempDir Path directory) throws IOException {
		Path link = Files.createSymbolicLink(directory.resolve("ca.pem"),
				Files.createDirectory(directory.resolve("d")));
		assertThatExceptionOfType(FileSystemException.class)
			.isThrownBy(() -> this.certificates.writeCaCertificate(link))
			.withMessageContaining("it is a directory");
		assertThat(directory.resolve("d")).isEmptyDirectory();
	}

	@Test
	void doesNotReplaceAPipe(@TempDir Path directory) throws Exception {
		Path pipe = directory.resolve("ca.pem");
		assumeThat(new ProcessBuilder("sh", "-c", "mkfifo '" + pipe + "'").start().waitFor()).isZero();
		assertThatExceptionOfType(FileSystemException.class)
			.isThrownBy(() -> this.certificates.writeCaCertificate(pipe))
			.withMessageContaining("it is not a regular file");
		assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther()).isTrue();
		try (var files = Files.list(directory)) {
			assertThat(files).containsExactly(pipe);
		}
	}

	@Test
	void showsNoKey() {
		assertThat(this.certificates).hasToString("LocalCertificates[ca=CN=Local IoT Core CA]");
	}

	private String handshake(SSLContext clientContext, String host, String protocol) throws Exception {
		try (SSLServerSocket listener = (SSLServerSocket) serverContext().getServerSocketFactory()
			.createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			listener.setSoTimeout(10_000);
			CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(listener));
			try (Socket socket = new Socket()) {
				socket.connect(listener.getLocalSocketAddress(), 10_000);
				socket.setSoTimeout(10_000);
				return clientHandshake(clientContext, host, protocol, socket);
			}
			finally {
				served.get(10, TimeUnit.SECONDS);
			}
		}
	}

	private String clientHandshake(SSLContext context, String host, String protocol, Socket connected)
			throws IOException {
		try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
			.createSocket(connected, host, connected.getPort(), true)) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
			parameters.setProtocols(new String[] { protocol });
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			assertThat(socket.getInputStream().read()).isEqualTo('x');
			return socket.getSession().getProtocol();
		}
	}

	private static void serve(SSLServerSocket listener) {
		try (SSLSocket socket = (SSLSocket) listener.accept()) {
			socket.getOutputStream().write('x');
		}
		catch (IOException ex) {
			// the client refused the certificate
		}
	}

	private SSLContext serverContext() throws Exception {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		keyStore.setKeyEntry("server", this.certificates.serverKey(), new char[0],
				this.certificates.serverCertificateChain().toArray(new Certificate[0]));
		KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keyManagers.init(keyStore, new char[0]);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keyManagers.getKeyManagers(), null, new SecureRandom());
		return context;
	}

	private static SSLContext clientContext(String caCertificatePem) throws Exception {
		X509Certificate authority = (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(caCertificatePem.getBytes(StandardCharsets.US_ASCII)));
		KeyStore trustStore = KeyStore.getInstance("PKCS12");
		trustStore.load(null, null);
		trustStore.setCertificateEntry("ca", authority);
		TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trustManagers.init(trustStore);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trustManagers.getTrustManagers(), new SecureRandom());
		return context;
	}

}
