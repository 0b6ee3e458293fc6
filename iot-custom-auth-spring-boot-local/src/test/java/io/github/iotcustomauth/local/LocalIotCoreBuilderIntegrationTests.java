package io.github.iotcustomauth.local;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;
import io.github.iotcustomauth.local.test.LocalIotCoreExtension;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThatCode;

/**
 * Tests for {@link LocalIotCoreBuilder} and the endpoints that it starts.
 */
class LocalIotCoreBuilderIntegrationTests {

	private static final CustomAuthorizer ALICE = (event) -> "alice".equals(event.user())
			? AuthorizerResponse.authenticated("alice", """
					{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}}""")
			: AuthorizerResponse.notAuthenticated("stranger", "only alice may connect");

	@RegisterExtension
	static final LocalIotCoreExtension iot = new LocalIotCoreExtension().authorizer("Alice", ALICE);

	private static void connect(LocalIotCore endpoint, String username) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.getPort(), 5, authority(endpoint))) {
			client.sendConnect("built", (connect) -> connect.hasUser(true).username(username));
			assertThat(client.next()).isInstanceOf(MqttConnAckMessage.class);
		}
	}

	private static X509Certificate authority(LocalIotCore endpoint) throws Exception {
		return (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(
					new ByteArrayInputStream(endpoint.getCaCertificatePem().getBytes(StandardCharsets.US_ASCII)));
	}

	private static List<String> namesOfCertificate(InetAddress address, LocalIotCore endpoint) throws Exception {
		KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
		trusted.load(null, null);
		trusted.setCertificateEntry("ca", authority(endpoint));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext tls = SSLContext.getInstance("TLS");
		tls.init(null, trust.getTrustManagers(), null);
		try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(address, endpoint.getPort())) {
			X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
			return certificate.getSubjectAlternativeNames().stream().map((name) -> name.get(1).toString()).toList();
		}
	}

	private static List<String> refusals(LocalIotCore endpoint) {
		return endpoint.getEvents()
			.stream()
			.filter((event) -> event.type() == Type.REFUSED)
			.map(LocalIotCoreEvent::detail)
			.toList();
	}

	@Test
	void authorizerIsAFunction() throws Exception {
		try (LocalIotCore endpoint = LocalIotCore.builder().authorizer("Alice", ALICE).start()) {
			connect(endpoint, "alice?x-amz-customauthorizer-name=Alice");
			assertThat(endpoint.getEvents()).extracting(LocalIotCoreEvent::type).contains(Type.CONNECTED);
			assertThat(endpoint.getAuthorizerCalls("built")).isOne();
		}
	}

	@Test
	void extensionTakesAuthorizersToo() throws Exception {
		connect(iot.endpoint(), "bob?x-amz-customauthorizer-name=Alice");
		assertThat(refusals(iot.endpoint())).singleElement().asString().contains("only alice may connect");
	}

	@Test
	void firstAuthorizerIsTheDefaultUnlessAnotherIsNamed() throws Exception {
		LocalIotCoreBuilder builder = LocalIotCore.builder()
			.disable(Limit.CONNECT_RATE)
			.authorizer("First", (event) -> AuthorizerResponse.notAuthenticated("x", "first"))
			.authorizer("Second", (event) -> AuthorizerResponse.notAuthenticated("x", "second"));
		try (LocalIotCore endpoint = builder.start()) {
			connect(endpoint, "alice");
			assertThat(refusals(endpoint)).singleElement().asString().contains("first");
		}
		try (LocalIotCore endpoint = builder.defaultAuthorizer("Second").start()) {
			connect(endpoint, "alice");
			assertThat(refusals(endpoint)).singleElement().asString().contains("second");
		}
	}

	@Test
	void endpointsOfOneBuilderShareTheirCertificate() {
		LocalIotCoreBuilder builder = LocalIotCore.builder().authorizer("Alice", ALICE);
		try (LocalIotCore first = builder.start(); LocalIotCore second = builder.start()) {
			assertThat(first.getCaCertificatePem()).startsWith("-----BEGIN CERTIFICATE-----")
				.isEqualTo(second.getCaCertificatePem());
			assertThat(first.getPort()).isNotEqualTo(second.getPort());
		}
	}

	@Test
	void certificateNamesTheAddressOfEachEndpoint() throws Exception {
		InetAddress other = InetAddress.getByName("127.0.0.2");
		assumeThatCode(() -> new ServerSocket(0, 1, other).close()).doesNotThrowAnyException();
		LocalIotCoreBuilder builder = LocalIotCore.builder().authorizer("Alice", ALICE);
		try (LocalIotCore first = builder.start(); LocalIotCore second = builder.address(other).start()) {
			assertThat(second.getCaCertificatePem()).isEqualTo(first.getCaCertificatePem());
			assertThat(namesOfCertificate(InetAddress.getLoopbackAddress(), first)).doesNotContain("127.0.0.2");
			assertThat(namesOfCertificate(other, second)).contains("127.0.0.2");
		}
	}

	@Test
	void evaluatorThatFailsRefusesTheConnection() throws Exception {
		try (LocalIotCore endpoint = LocalIotCore.builder()
			.connectAuthorizer((attempt) -> new ConnectDecision.Granted("tester", (action, resource) -> {
				throw new IllegalStateException("broken");
			}, Duration.ofDays(1), Duration.ofDays(1)))
			.start()) {
			connect(endpoint, "alice");
			assertThat(refusals(endpoint)).singleElement()
				.asString()
				.contains("the policy evaluator threw java.lang.IllegalStateException");
		}
	}

	@Test
	void evaluatorThatFailsConcernsItsClientOnly() throws Exception {
		PolicyEvaluator failing = (action, resource) -> {
			if (action.equals("iot:Receive")) {
				throw new AssertionError("broken");
			}
			return true;
		};
		try (LocalIotCore endpoint = LocalIotCore.builder()
			.connectAuthorizer((attempt) -> new ConnectDecision.Granted("tester",
					attempt.clientId().equals("broken") ? failing : (action, resource) -> true, Duration.ofDays(1),
					Duration.ofDays(1)))
			.start();
				RawClient broken = RawClient.tls(endpoint.getPort(), 5, authority(endpoint));
				RawClient publisher = RawClient.tls(endpoint.getPort(), 5, authority(endpoint))) {
			broken.connect("broken");
			broken.subscribe(1, 1, "a/t");
			publisher.connect("publisher");
			publisher.subscribe(1, 0, "a/t");
			publisher.publish("a/t", 1, 2, "x");
			assertThat(publisher.expectMessage("a/t")).isEqualTo("x");
			publisher.expectPubAck(2, 0);
			broken.expectNothingButPong();
			assertThat(endpoint.sendDirectMessage("broken", LocalIotCoreMessage.of("direct", "x", 0),
					Duration.ofSeconds(10)))
				.failsWithin(Duration.ofSeconds(10))
				.withThrowableOfType(ExecutionException.class)
				.withMessageContaining("does not allow iot:Receive");
			assertThat(endpoint.getEvents()).filteredOn((event) -> event.type() == Type.DENIED)
				.extracting(LocalIotCoreEvent::detail)
				.containsExactly(
						"the policy does not allow iot:Receive on topic/a/t; "
								+ "the policy evaluator threw java.lang.AssertionError",
						"the policy does not allow iot:Receive on topic/direct; "
								+ "the policy evaluator threw java.lang.AssertionError");
		}
	}

	@Test
	void callsOfTheDataPlaneAreMethods() throws Exception {
		try (LocalIotCore endpoint = LocalIotCore.builder().authorizer("Alice", ALICE).start();
				RawClient client = RawClient.tls(endpoint.getPort(), 5, authority(endpoint))) {
			client.sendConnect("called", (connect) -> connect.hasUser(true).username("alice"));
			assertThat(client.next()).isInstanceOf(MqttConnAckMessage.class);
			client.subscribe(1, 1, "called/t");
			assertThat(endpoint.getConnection("called").connected()).isTrue();
			assertThat(endpoint.getSubscriptions("called")).containsExactly(Map.entry("called/t", 1));
			endpoint.publish(LocalIotCoreMessage.of("called/t", "published", 0));
			assertThat(client.expectMessage("called/t")).isEqualTo("published");
			CompletableFuture<Void> direct = endpoint.sendDirectMessage("called",
					LocalIotCoreMessage.of("direct", "x", 1), Duration.ofSeconds(10));
			MqttPublishMessage message = (MqttPublishMessage) client.next();
			assertThat(direct).isNotDone();
			client.send(MqttMessageBuilders.pubAck().packetId(message.variableHeader().packetId()).build());
			assertThat(direct).succeedsWithin(Duration.ofSeconds(10));
			assertThat(endpoint.getRetainedMessages()).isEmpty();
			endpoint.deleteConnection("called", true, true);
			client.expectDisconnect(0x98);
			assertThatExceptionOfType(DataPlaneException.class)
				.isThrownBy(() -> endpoint.deleteConnection("called", true, true))
				.extracting(DataPlaneException::getReason)
				.isEqualTo(DataPlaneException.Reason.NOT_FOUND);
		}
	}

	@Test
	void endpointNeedsAnAuthorizer() {
		assertThatIllegalStateException().isThrownBy(() -> LocalIotCore.builder().start())
			.withMessage("The endpoint needs an authorizer; add one to the builder");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> LocalIotCore.builder().authorizer("Alice", ALICE).defaultAuthorizer("Bob").start())
			.withMessageContaining("'Bob' is unknown");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> LocalIotCore.builder().authorizer("Alice", ALICE).authorizer("Alice", ALICE).start())
			.withMessageContaining("'Alice' is there twice");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 65_536 })
	void portIsANumberOf16Bits(int port) {
		assertThatIllegalArgumentException().isThrownBy(() -> LocalIotCore.builder().port(port));
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.5, 86_401, Double.NaN })
	void timeDoesNotPassSlowerThanItDoes(double timeScale) {
		assertThatIllegalArgumentException().isThrownBy(() -> LocalIotCore.builder().timeScale(timeScale));
	}

}
