package io.github.iotcustomauth.local;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.TestCertificates;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An endpoint with registered client certificates, as with AWS's authentication type
 * {@code CUSTOM_AUTH_X509}: seen by AWS's own client, and by one that shows every packet.
 */
class ClientCertificateFactsIntegrationTests {

	private static final X509Bundle DEVICE = TestCertificates.device();

	private static final X509Bundle EXPIRED = TestCertificates.expired();

	private static final ClientCertificate REGISTERED = TestCertificates.registered(DEVICE, allow("certificate"));

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start((settings) -> settings.timeScale(1000)
		.clientCertificate(REGISTERED)
		.clientCertificate(TestCertificates.registered(EXPIRED)));

	private final BlockingQueue<AuthorizerEvent> events = new LinkedBlockingQueue<>();

	private static String allow(String topic) {
		return """
				{"Version": "2012-10-17", "Statement": [
				{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"},
				{"Effect": "Allow", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/%s"}]}"""
			.formatted(topic);
	}

	@BeforeEach
	void answerWithThePrincipalOfTheCertificate() {
		setAuthorizer((event) -> AuthorizerResponse.authenticated(REGISTERED.id(), allow("answer")));
	}

	private void setAuthorizer(CustomAuthorizer function) {
		endpoint.setAuthorizer(new AuthorizerRegistry(List.of(new RegisteredAuthorizer("A", (event) -> {
			this.events.add(event);
			return function.authorize(event);
		})), "A"));
	}

	@Test
	void registeredCertificateOpensTheConnection() throws Exception {
		try (CrtClient client = CrtClient.withCertificate(endpoint.port(), "registered", DEVICE)) {
			client.awaitSuccess();
			assertThat(client.publish("answer", "x")).isZero();
		}
		assertThat(this.events).hasSize(1);
	}

	@Test
	void clientWithoutACertificateIsRefused() throws Exception {
		try (CrtClient client = CrtClient.overTls(endpoint.port(), "without", (connect) -> {
		})) {
			assertThat(client.awaitFailure().getConnAckPacket()).isNull();
		}
		awaitRefusal("Empty client certificate chain");
		assertThat(this.events).isEmpty();
	}

	@Test
	void certificateThatIsNotRegisteredIsRefused() throws Exception {
		X509Bundle other = TestCertificates.device();
		try (CrtClient client = CrtClient.withCertificate(endpoint.port(), "other", other)) {
			assertThat(client.awaitFailure().getConnAckPacket()).isNull();
		}
		awaitRefusal("the client certificate " + ClientCertificate.id(other.getCertificate())
				+ " is not one of the registered ones; see certificates");
		assertThat(this.events).isEmpty();
	}

	@Test
	void expiredCertificateIsRefused() throws Exception {
		try (RawClient client = RawClient.withCertificate(endpoint.port(), 5, EXPIRED)) {
			client.expectEnd();
		}
		awaitRefusal("the client certificate " + ClientCertificate.id(EXPIRED.getCertificate()) + " is valid from ");
	}

	@Test
	void endpointWithoutRegisteredCertificatesAsksForNone() throws Exception {
		try (TestEndpoint other = TestEndpoint.start();
				RawClient client = RawClient.withCertificate(other.port(), 5, DEVICE, "mqtt")) {
			assertThat(client.connect("unasked").variableHeader().connectReturnCode().byteValue()).isZero();
			assertThat(other.lastAttempt().clientCertificate()).isNull();
		}
	}

	@Test
	void eventHasTheCertificateAndItsId() throws Exception {
		try (CrtClient client = CrtClient.withCertificate(endpoint.port(), "seen", DEVICE)) {
			client.awaitSuccess();
		}
		AuthorizerEvent event = this.events.poll(10, TimeUnit.SECONDS);
		assertThat(event).isNotNull();
		assertThat(event.protocolData().tls())
			.isEqualTo(new AuthorizerEvent.Tls("localhost", REGISTERED.pem(), REGISTERED.id()));
		assertThat(event.protocols()).containsExactly("tls", "mqtt");
	}

	@Test
	void answerWithAnotherPrincipalIsRefused() throws Exception {
		setAuthorizer((event) -> AuthorizerResponse.authenticated("somebody", allow("answer")));
		try (RawClient client = RawClient.withCertificate(endpoint.port(), 5, DEVICE)) {
			assertThat(client.connect("principal").variableHeader().connectReturnCode().byteValue())
				.isEqualTo((byte) 0x87);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, "principal")).containsExactly(
				"MQTT 5 over TLS: the answer of authorizer 'A' is invalid: principalId 'somebody' is not the "
						+ "id of the client certificate; answer with the event's protocolData.tls.principalId, '"
						+ REGISTERED.id() + "'"));
	}

	@Test
	void answerNeedsNoPolicies() throws Exception {
		setAuthorizer((event) -> new AuthorizerResponse(true, REGISTERED.id(), null, null, null, null));
		try (RawClient client = RawClient.withCertificate(endpoint.port(), 5, DEVICE)) {
			assertThat(client.connect("no-policies").variableHeader().connectReturnCode().byteValue()).isZero();
			expectPubAcks(client, 0, 0x87);
		}
	}

	@Test
	void policiesOfCertificateAndAnswerAreJoined() throws Exception {
		try (RawClient client = RawClient.withCertificate(endpoint.port(), 5, DEVICE)) {
			assertThat(client.connect("joined").variableHeader().connectReturnCode().byteValue()).isZero();
			expectPubAcks(client, 0, 0);
			client.publish("neither", 1, 3, "x");
			client.expectPubAck(3, 0x87);
		}
	}

	@Test
	void policiesOfTheCertificateHoldAfterARefreshToo() throws Exception {
		setAuthorizer((event) -> AuthorizerResponse.authenticated(REGISTERED.id(),
				(this.events.size() == 1) ? new String[] { allow("answer") } : new String[0]));
		try (RawClient client = RawClient.withCertificate(endpoint.port(), 5, DEVICE)) {
			client.connect("refreshed");
			await().untilAsserted(() -> expectPubAcks(client, 0, 0x87));
		}
	}

	private static void expectPubAcks(RawClient client, int ofCertificate, int ofAnswer) throws Exception {
		client.publish("certificate", 1, 1, "x");
		client.expectPubAck(1, ofCertificate);
		client.publish("answer", 1, 2, "x");
		client.expectPubAck(2, ofAnswer);
	}

	@Test
	void webSocketIsHungUpOn() throws Exception {
		try (RawClient client = RawClient.upgradingWithCertificate(endpoint.port(), DEVICE)) {
			client.expectEnd();
		}
		awaitRefusal("with client certificates there is neither WebSocket nor HTTP");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "mqtt" })
	void alpnDoesNotMatter(String alpn) throws Exception {
		String[] protocols = alpn.isEmpty() ? new String[0] : new String[] { alpn };
		try (RawClient client = RawClient.withCertificate(endpoint.port(), 4, DEVICE, protocols)) {
			assertThat(client.connect("alpn-" + alpn).variableHeader().connectReturnCode().byteValue()).isZero();
		}
	}

	private static void awaitRefusal(String rule) {
		await().untilAsserted(() -> assertThat(endpoint.details(Type.REFUSED, ""))
			.anySatisfy((detail) -> assertThat(detail).contains(rule)));
	}

}
