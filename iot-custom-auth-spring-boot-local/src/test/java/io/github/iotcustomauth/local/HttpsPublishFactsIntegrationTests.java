package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.DataPlaneClient.Answer;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Facts about messages that are published over HTTPS.
 */
class HttpsPublishFactsIntegrationTests {

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/allowed/*"},
			{"Effect": "Allow", "Action": "iot:RetainPublish", "Resource": "arn:aws:iot:*:*:topic/allowed/kept"},
			{"Effect": "Allow", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/own/${iot:ClientId}"}]}""";

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private final BlockingQueue<AuthorizerEvent> events = new LinkedBlockingQueue<>();

	private DataPlaneClient calls;

	private RawClient subscriber;

	@BeforeEach
	void subscribe() throws Exception {
		this.calls = new DataPlaneClient(endpoint);
		this.subscriber = RawClient.tls(endpoint.port(), 5);
		this.subscriber.connect("https-subscriber");
		this.subscriber.subscribe(1, 1, "allowed/#");
		endpoint.setAuthorizer(new AuthorizerRegistry(List.of(new RegisteredAuthorizer("Default", this::authorize),
				new RegisteredAuthorizer("Signed", AuthorizerStatus.ACTIVE,
						new TokenVerifier("tok", List.of(TestTokens.publicKey(TestTokens.FIRST))), this::authorize)),
				"Default"));
	}

	@AfterEach
	void close() throws Exception {
		this.subscriber.close();
	}

	private AuthorizerResponse authorize(AuthorizerEvent event) {
		this.events.add(event);
		AuthorizerEvent.Http http = event.protocolData().http();
		return (http != null && "no".equals(http.headers().get("x-let-in")))
				? AuthorizerResponse.notAuthenticated("https", "the header says no")
				: AuthorizerResponse.authenticated("https", POLICY);
	}

	private Answer publish(String path, String... headers) throws Exception {
		return this.calls.send("POST", path, "hello".getBytes(StandardCharsets.UTF_8), headers)
			.get(20, TimeUnit.SECONDS);
	}

	@Test
	void messageIsPublishedWithTheDefaultAuthorizer() throws Exception {
		Answer answer = publish("/topics/allowed%2Fa?qos=1");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().get("message").stringValue()).isEqualTo("OK");
		MqttPublishMessage message = (MqttPublishMessage) this.subscriber.next();
		assertThat(message.variableHeader().topicName()).isEqualTo("allowed/a");
		assertThat(message.fixedHeader().qosLevel().value()).isEqualTo(1);
		assertThat(message.payload().toString(StandardCharsets.UTF_8)).isEqualTo("hello");
	}

	@Test
	void topicNeedNotBeEncoded() throws Exception {
		assertThat(publish("/topics/allowed/a/b").status()).isEqualTo(200);
		assertThat(this.subscriber.expectTopic()).isEqualTo("allowed/a/b");
	}

	@Test
	void authorizerIsNamedInTheQuery() throws Exception {
		String token = "t-1";
		String signature = ApplicationEndpoint.encode(TestTokens.sign(TestTokens.FIRST.getPrivate(), token));
		assertThat(publish("/topics/allowed%2Fq?qos=1&x-amz-customauthorizer-name=Signed&tok=" + token
				+ "&x-amz-customauthorizer-signature=" + signature)
			.status()).isEqualTo(200);
		assertThat(this.events.take().token()).isEqualTo(token);
	}

	@Test
	void authorizerIsNamedInHeaders() throws Exception {
		assertThat(publish("/topics/allowed%2Fh", "x-amz-customauthorizer-name", "Signed", "tok", "t-2",
				"x-amz-customauthorizer-signature", TestTokens.sign(TestTokens.FIRST.getPrivate(), "t-2"))
			.status()).isEqualTo(200);
		assertThat(this.events.take().signatureVerified()).isTrue();
	}

	@Test
	void tokenThatIsNotGenuineIsRefusedWithoutTheAuthorizer() throws Exception {
		Answer answer = publish("/topics/allowed%2Fh", "x-amz-customauthorizer-name", "Signed", "tok", "t-3",
				"x-amz-customauthorizer-signature", TestTokens.sign(TestTokens.FIRST.getPrivate(), "other"));
		assertThat(answer.status()).isEqualTo(401);
		assertThat(this.events).isEmpty();
	}

	@Test
	void eventHasTlsAndHttpButNoMqtt() throws Exception {
		publish("/topics/allowed%2Fa?qos=1&extra=%20", "X-Custom", "value");
		AuthorizerEvent event = this.events.take();
		assertThat(event.protocols()).containsExactly("tls", "http");
		assertThat(event.protocolData().mqtt()).isNull();
		assertThat(event.protocolData().tls().serverName()).isEqualTo("localhost");
		assertThat(event.protocolData().http().queryString()).isEqualTo("qos=1&extra=%20");
		assertThat(event.protocolData().http().headers()).containsEntry("x-custom", "value");
		assertThat(event.toJson()).doesNotContain("\"mqtt\"").doesNotContain("clientId");
	}

	@Test
	void authorizerIsAskedForEveryRequest() throws Exception {
		publish("/topics/allowed%2Fa");
		publish("/topics/allowed%2Fa");
		assertThat(this.events).hasSize(2);
	}

	@Test
	void refusalIsAnsweredAndTellsNoReason() throws Exception {
		Answer answer = publish("/topics/allowed%2Fa", "x-let-in", "no");
		assertThat(answer.status()).isEqualTo(401);
		assertThat(answer.errorType()).isEqualTo("UnauthorizedException");
		assertThat(answer.body()).doesNotContain("header");
		assertThat(endpoint.details(LocalIotCoreEvent.Type.REFUSED, "")).contains("HTTPS publish: the header says ***");
	}

	@Test
	void policyMustAllowThePublish() throws Exception {
		Answer answer = publish("/topics/other");
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.errorType()).isEqualTo("ForbiddenException");
		assertThat(endpoint.details(LocalIotCoreEvent.Type.REFUSED, "")).last()
			.asString()
			.contains("does not allow iot:Publish on topic/other");
	}

	@Test
	void policyMustAllowTheRetainedPublish() throws Exception {
		assertThat(publish("/topics/allowed%2Fa?retain=true").status()).isEqualTo(403);
		assertThat(publish("/topics/allowed%2Fkept?retain=true").status()).isEqualTo(200);
	}

	@Test
	void clientIdHasNoValueInAPolicy() throws Exception {
		assertThat(publish("/topics/own%2F").status()).isEqualTo(403);
	}

	@Test
	void signedRequestNeedsNoAuthorizerAndNoPolicy() throws Exception {
		assertThat(this.calls.call("POST", "/topics/anything", "x").status()).isEqualTo(200);
		assertThat(this.events).isEmpty();
	}

	@Test
	void authorizerThatTakesTooLongRefuses() throws Exception {
		endpoint.setAuthorizer((attempt) -> {
			try {
				TimeUnit.SECONDS.sleep(30);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			throw new IllegalStateException();
		});
		assertThat(publish("/topics/allowed%2Fa").status()).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topics/$bad", "/topics/a%2F%23", "/topics/a?qos=2", "/topics/a?retain=2",
			"/topics/a?messageExpiry=-1", "/topics/a?responseTopic=a%2F%23" })
	void invalidParameterIsABadRequest(String path) throws Exception {
		assertThat(this.calls.call("POST", path, "x").status()).isEqualTo(400);
	}

	@Test
	void messageHasThePropertiesOfMqtt5() throws Exception {
		this.calls.call("POST", "/topics/allowed%2Fp?contentType=text%2Fplain&messageExpiry=60", "x");
		MqttProperties properties = ((MqttPublishMessage) this.subscriber.next()).variableHeader().properties();
		assertThat(properties.getProperty(MqttProperties.CONTENT_TYPE).value()).isEqualTo("text/plain");
		assertThat(properties.getProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL).value()).isEqualTo(60);
	}

	@Test
	void publishedMessageIsAmongThoseOfTheEndpoint() throws Exception {
		this.calls.call("POST", "/topics/seen%2Fby%2Fendpoint?qos=1", "x");
		assertThat(endpoint.core().getMessages())
			.anySatisfy((message) -> assertThat(List.of(message.clientId(), message.topic()))
				.isEqualTo(List.of("", "seen/by/endpoint")));
	}

	@Test
	void requestsThatAreSentAtOnceAreAnsweredInOrder() throws Exception {
		try (HttpsSocket socket = HttpsSocket.open(endpoint.port())) {
			StringBuilder requests = new StringBuilder();
			List<Integer> expected = new ArrayList<>();
			// Netty closes the connection at the 129th that waits for its answer
			for (int i = 0; i < 128; i++) {
				boolean allowed = i % 3 == 0;
				requests.append("POST /topics/").append(allowed ? "allowed" : "other");
				requests.append("%2Fx HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx");
				expected.add(allowed ? 200 : 403);
			}
			socket.send(requests.toString());
			for (int status : expected) {
				assertThat(socket.readStatus()).isEqualTo(status);
			}
		}
	}

	@Test
	void bodyThatIsTooLargeIsAnsweredInItsTurn() throws Exception {
		try (HttpsSocket socket = HttpsSocket.open(endpoint.port())) {
			socket.send("POST /topics/allowed%2Fx HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx"
					+ "POST /topics/allowed%2Fx HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\nxxx");
			assertThat(socket.readStatus()).isEqualTo(200);
			assertThat(socket.readStatus()).isEqualTo(413);
			assertThat(socket.isAtEnd()).isTrue();
		}
	}

	@Test
	void clientWithAlpnMqttReachesNoCalls() throws Exception {
		try (HttpsSocket socket = HttpsSocket.open(endpoint.port(), "mqtt")) {
			socket.send("POST /topics/allowed%2Fx HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx");
			assertThat(socket.isAtEnd()).isTrue();
		}
		assertThat(this.events).isEmpty();
	}

	@Test
	void clientMayNegotiateHttp() throws Exception {
		try (HttpsSocket socket = HttpsSocket.open(endpoint.port(), "http/1.1")) {
			socket.send("POST /topics/allowed%2Fx HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx");
			assertThat(socket.readStatus()).isEqualTo(200);
		}
	}

	@Test
	void connectionIsClosedWhenTheClientAsksForIt() throws Exception {
		try (HttpsSocket socket = HttpsSocket.open(endpoint.port())) {
			socket.send("POST /topics/allowed%2Fx HTTP/1.0\r\nContent-Length: 1\r\n\r\nx");
			assertThat(socket.readStatus()).isEqualTo(200);
			assertThat(socket.isAtEnd()).isTrue();
		}
	}

	@Test
	void evaluatorThatFailsDenies() throws Exception {
		endpoint.setAuthorizer((attempt) -> new ConnectDecision.Granted("https", (action, resource) -> {
			throw new AssertionError("broken");
		}, Duration.ofDays(1), Duration.ofDays(1)));
		assertThat(publish("/topics/allowed/x?qos=1").status()).isEqualTo(403);
	}

}
