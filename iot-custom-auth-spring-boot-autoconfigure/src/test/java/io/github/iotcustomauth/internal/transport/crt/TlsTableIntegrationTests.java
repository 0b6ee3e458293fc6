package io.github.iotcustomauth.internal.transport.crt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.support.ConnectProxy;
import io.github.iotcustomauth.support.Figures;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.OldTlsServers;
import io.github.iotcustomauth.support.TestExecutors;
import io.github.iotcustomauth.support.TlsServer;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.crt.CrtResource;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of {@code docs/tls.md}: what a connection accepts and refuses, and what it
 * says, against real servers. All rows run at once: the native TLS takes up to half a
 * minute to report a certificate that it refuses, and an attempt ends earlier.
 */
class TlsTableIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	// shorter than that of the native TLS, but long enough for a machine with other work
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

	// their probes would run at the same time otherwise
	private static final Duration APART = Duration.ofMillis(300);

	private static final Path PAGE = Path.of("../docs/tls.md");

	private static final Map<String, CompletableFuture<Result>> RESULTS = new ConcurrentHashMap<>();

	private static final List<AutoCloseable> OPEN = new ArrayList<>();

	private static X509Bundle root;

	private static SslBundle trust;

	@BeforeAll
	static void start(@TempDir Path directory) throws Exception {
		root = authority("CN=Root");
		trust = trusting(root);
		X509Bundle good = host().buildIssuedBy(root);
		X509Bundle intermediate = authority("CN=Intermediate", root);
		X509Bundle leaf = host().buildIssuedBy(intermediate);
		X509Bundle foreign = host().buildIssuedBy(authority("CN=Foreign"));
		Instant now = Instant.now();
		OldTlsServers old = open(new OldTlsServers(keyStore(good), directory, "TLSv1", "TLSv1.1"));
		row("TLS 1.0", old.port("TLSv1"), trust);
		row("TLS 1.1", old.port("TLSv1.1"), trust);
		row("TLS 1.2", server(good, "TLSv1.2"), trust);
		row("TLS 1.3", server(good, "TLSv1.3"), trust);
		row("TLS 1.2 for a bundle with 1.3 only", server(good, "TLSv1.2"),
				SslBundle.of(trust.getStores(), SslBundleKey.NONE, SslOptions.of(null, Set.of("TLSv1.3"))));
		row("intermediate certificate", server(leaf), trust);
		row("missing intermediate", server(keyStore(leaf, leaf.getCertificate()), "mqtt"), trust);
		row("wrong host",
				server(new CertificateBuilder().ecp256()
					.subject("CN=other.example")
					.addSanDnsName("other.example")
					.buildIssuedBy(root)),
				trust);
		row("expired",
				server(host().notBefore(now.minusSeconds(7200)).notAfter(now.minusSeconds(3600)).buildIssuedBy(root)),
				trust);
		row("not yet valid",
				server(host().notBefore(now.plusSeconds(3600)).notAfter(now.plusSeconds(7200)).buildIssuedBy(root)),
				trust);
		row("foreign CA", server(foreign), trust);
		row("foreign CA through an HTTP proxy", server(foreign), trust, open(ConnectProxy.open()));
		row("signed by itself", server(host().setIsCertificateAuthority(true).buildSelfSigned()), trust);
		row("trust of the JVM", server(good), null);
		KeyStore none = KeyStore.getInstance("PKCS12");
		none.load(null, null);
		row("empty trust", server(good), SslBundle.of(SslStoreBundle.of(null, null, none)));
		row("other protocol (ALPN)", server(keyStore(good), "h2"), trust);
		ServerSocket plain = open(new ServerSocket(0, 50, InetAddress.getByName("localhost")));
		answerInPlainText(plain);
		row("no TLS", plain.getLocalPort(), trust);
		reloaded(server(good));
	}

	@AfterAll
	static void close() throws Exception {
		for (AutoCloseable each : OPEN) {
			each.close();
		}
		// other tests of this JVM count them
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
			List<String> resources = new ArrayList<>();
			CrtResource.collectNativeResources(resources::add);
			assertThat(resources).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLS 1.2", "TLS 1.3", "intermediate certificate", "reloaded bundle, afterwards" })
	void accepted(String row) throws Exception {
		Result result = result(row);
		assertThat(result.failure()).isNull();
		assertThat(PAGE).content().contains("| " + row + " | accepted |");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"TLS 1.0 | TLS_VERSION_NOT_SUPPORTED | offers TLSv1.2 and TLSv1.3",
			"TLS 1.1 | TLS_VERSION_NOT_SUPPORTED | offers TLSv1.2 and TLSv1.3",
			"TLS 1.2 for a bundle with 1.3 only | TLS_VERSION_NOT_SUPPORTED | 'options.enabled-protocols'",
			"missing intermediate | CERTIFICATE_UNTRUSTED | no certificate but its own, whose issuer 'CN=Intermediate'",
			"wrong host | CERTIFICATE_WRONG_HOST | for 'other.example' and not for 'localhost'",
			"expired | CERTIFICATE_EXPIRED | 'CN=localhost' was valid until",
			"not yet valid | CERTIFICATE_NOT_YET_VALID | 'CN=localhost' is valid from",
			"foreign CA | CERTIFICATE_UNTRUSTED | issuer 'CN=Foreign'",
			"foreign CA through an HTTP proxy | CERTIFICATE_UNTRUSTED | issuer 'CN=Foreign'",
			"signed by itself | CERTIFICATE_UNTRUSTED | 'CN=localhost' is signed by itself",
			"trust of the JVM | CERTIFICATE_UNTRUSTED | issuer 'CN=Root'",
			"empty trust | CLIENT_NOT_CREATED | Check settings, SSL bundle",
			"other protocol (ALPN) | TLS_FAILED | protocol 'mqtt' (ALPN)", "no TLS | TLS_FAILED | does not speak TLS",
			"reloaded bundle | CERTIFICATE_UNTRUSTED | issuer 'CN=Root'" })
	void refused(String row, FailureReason reason, String whatToCheck) throws Exception {
		IotFailure failure = result(row).failure();
		assertThat(failure).isNotNull();
		assertThat(failure.reason()).isEqualTo(reason);
		assertThat(PAGE).content().contains("| " + row + " | refused |", "`" + reason + "`", whatToCheck);
		assertThat(failure.causes()).anySatisfy((cause) -> assertThat(cause).contains(whatToCheck));
	}

	@Test
	void printsTheTimes() throws Exception {
		for (String row : RESULTS.keySet().stream().sorted().toList()) {
			Result result = result(row);
			Figures.print("TLS, " + row + ": " + ((result.failure() != null) ? result.failure().toString() : "accepted")
					+ ", after " + result.millis() + " ms");
		}
	}

	private static Result result(String row) throws Exception {
		return RESULTS.get(row).get(LIMIT.plusSeconds(30).toSeconds(), TimeUnit.SECONDS);
	}

	private static void row(String name, int port, SslBundle bundle) {
		row(name, port, bundle, null);
	}

	private static void row(String name, int port, SslBundle bundle, ConnectProxy proxy) {
		RESULTS.put(name, inBackground(name, () -> {
			try (Client client = new Client(port, new AtomicReference<>(bundle), proxy)) {
				return client.start();
			}
		}));
	}

	private static void reloaded(int port) throws Exception {
		AtomicReference<SslBundle> bundle = new AtomicReference<>(trusting(authority("CN=Before")));
		Client client = open(new Client(port, bundle, null));
		CompletableFuture<Result> before = inBackground("reloaded bundle", () -> client.start());
		RESULTS.put("reloaded bundle", before);
		RESULTS.put("reloaded bundle, afterwards", before.thenCompose((refused) -> {
			bundle.set(trust);
			return inBackground("reloaded bundle, afterwards", () -> client.reconnect());
		}));
	}

	private static CompletableFuture<Result> inBackground(String name, Callable<Result> work) {
		CompletableFuture<Result> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(work.call());
			}
			catch (Exception ex) {
				result.completeExceptionally(ex);
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
		return result;
	}

	private static int server(X509Bundle certificate, String... versions) throws Exception {
		return server(keyStore(certificate), "mqtt", versions);
	}

	private static int server(KeyStore keyStore, String alpn, String... versions) throws Exception {
		return open(
				new TlsServer(keyStore, alpn, (versions.length > 0) ? versions : new String[] { "TLSv1.2", "TLSv1.3" }))
			.port();
	}

	private static void answerInPlainText(ServerSocket listener) {
		Thread thread = new Thread(() -> {
			while (!listener.isClosed()) {
				try (Socket client = listener.accept()) {
					client.getInputStream().read();
					client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
				}
				catch (IOException ex) {
					// the client is gone, or the test is over
				}
			}
		}, "plain-server");
		thread.setDaemon(true);
		thread.start();
	}

	private static CertificateBuilder host() {
		return new CertificateBuilder().ecp256().subject("CN=localhost").addSanDnsName("localhost");
	}

	private static X509Bundle authority(String name) throws Exception {
		return new CertificateBuilder().ecp256().subject(name).setIsCertificateAuthority(true).buildSelfSigned();
	}

	private static X509Bundle authority(String name, X509Bundle issuer) throws Exception {
		return new CertificateBuilder().ecp256().subject(name).setIsCertificateAuthority(true).buildIssuedBy(issuer);
	}

	private static SslBundle trusting(X509Bundle authority) {
		return SslBundle
			.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(authority.getCertificatePEM())));
	}

	// servers send no root
	private static KeyStore keyStore(X509Bundle certificate) throws Exception {
		return keyStore(certificate, certificate.getCertificatePath());
	}

	private static KeyStore keyStore(X509Bundle certificate, X509Certificate... chain) throws Exception {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		keyStore.setKeyEntry("server", certificate.getKeyPair().getPrivate(), TlsServer.PASSWORD, chain);
		return keyStore;
	}

	private static <T extends AutoCloseable> T open(T closeable) {
		OPEN.add(closeable);
		return closeable;
	}

	/**
	 * What became of an attempt.
	 *
	 * @param failure why it was refused, or {@code null}
	 * @param millis after how long
	 */
	private record Result(IotFailure failure, long millis) {
	}

	/**
	 * A connection whose bundle may change.
	 */
	private static final class Client implements AutoCloseable {

		private final CrtMqttTransportFactory transports;

		private final DefaultIotConnection connection;

		private Client(int port, AtomicReference<SslBundle> bundle, ConnectProxy proxy) {
			this.transports = new CrtMqttTransportFactory(bundle::get, List.of());
			ConnectionSettings.Builder settings = ConnectionSettings.builder("localhost", "client")
				.port(port)
				.transport(TransportType.TLS)
				.connectTimeout(CONNECT_TIMEOUT.plus(APART.multipliedBy(RESULTS.size())))
				.reconnectDelay(LIMIT, LIMIT);
			if (proxy != null) {
				settings.proxy("127.0.0.1", proxy.port());
			}
			this.connection = new DefaultIotConnection(settings.build(),
					CustomAuthCredentialsProvider.of(LocalEndpoint.ALICE), this.transports, TestExecutors.SHARED,
					(event) -> {
					});
		}

		private Result start() throws Exception {
			return result(this.connection.start());
		}

		private Result reconnect() throws Exception {
			return result(this.connection.reconnect());
		}

		private static Result result(CompletableFuture<?> connected) throws Exception {
			long start = System.nanoTime();
			IotFailure failure = null;
			try {
				connected.get(LIMIT.plusSeconds(20).toSeconds(), TimeUnit.SECONDS);
			}
			catch (ExecutionException ex) {
				failure = ((IotConnectionException) ex.getCause()).getFailure();
			}
			return new Result(failure, Duration.ofNanos(System.nanoTime() - start).toMillis());
		}

		@Override
		public void close() {
			this.connection.stop(Duration.ofSeconds(2));
			this.transports.close();
		}

	}

}
