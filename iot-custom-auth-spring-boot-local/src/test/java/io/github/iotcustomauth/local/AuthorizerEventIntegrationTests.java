package io.github.iotcustomauth.local;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an authorizer gets to see of a client, and the log of its answer.
 */
class AuthorizerEventIntegrationTests {

	private static final String POLICY = """
			{"Version": "2012-10-17",
			"Statement": {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}}""";

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private final BlockingQueue<AuthorizerEvent> events = new LinkedBlockingQueue<>();

	@BeforeEach
	void register() {
		setAnswer(AuthorizerResponse.authenticated("a", POLICY));
	}

	private void setAnswer(AuthorizerResponse answer) {
		endpoint.setAuthorizer(new AuthorizerRegistry(List.of(new RegisteredAuthorizer("A", (event) -> {
			this.events.add(event);
			return answer;
		})), "A"));
	}

	@Test
	void webSocketClientIsSeenWithItsUpgrade() throws Exception {
		AuthorizerEvent event = eventOfWebSocketClient();
		assertThat(event.protocols()).containsExactly("tls", "http", "mqtt");
		AuthorizerEvent.Http http = event.protocolData().http();
		assertThat(http).isNotNull();
		assertThat(http.queryString()).isEqualTo("a=%20b");
		assertThat(http.headers()).containsKey("sec-websocket-key");
		assertThat(event.protocolData().mqtt().clientId()).isEqualTo("web");
		assertThat(event.signatureVerified()).isFalse();
	}

	@Test
	void headersAreThoseOfTheClient() throws Exception {
		assertThat(eventOfWebSocketClient().protocolData().http().headers()).containsKey("upgrade")
			.doesNotContainKey("content-length");
	}

	@Test
	void repeatedHeadersAreJoinedWithAComma() throws Exception {
		assertThat(eventOfWebSocketClient().protocolData().http().headers()).containsEntry("x-token", "t+1,t+2");
	}

	@Test
	void userNameIsWholeAndStillEncoded() throws Exception {
		assertThat(eventOfWebSocketClient().protocolData().mqtt().username()).isEqualTo("alice?SDK=x&p=%2B");
	}

	@Test
	void passwordIsInBase64() throws Exception {
		assertThat(eventOfWebSocketClient().protocolData().mqtt().password()).isEqualTo("/wA=");
	}

	private AuthorizerEvent eventOfWebSocketClient() throws Exception {
		try (RawClient client = RawClient.webSocket(endpoint.port(), 5)) {
			client.connect("web",
					(connect) -> connect.username("alice?SDK=x&p=%2B").password(new byte[] { (byte) 0xff, 0 }));
		}
		return nextEvent();
	}

	@Test
	void serverNameIsTheOneThatTheClientAskedFor() throws Exception {
		try (CrtClient client = CrtClient.overTls(endpoint.port(), "named", (connect) -> {
		})) {
			client.awaitSuccess();
		}
		assertThat(nextEvent().protocolData().tls().serverName()).isEqualTo("localhost");
	}

	@Test
	void clientThatSendsNothingLeavesNothing() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("");
		}
		AuthorizerEvent event = nextEvent();
		// this client names no server either
		assertThat(event.toJson()).isEqualTo(
				"{\"signatureVerified\":false,\"protocols\":[\"tls\",\"mqtt\"],\"protocolData\":{\"tls\":{},\"mqtt\":{}},"
						+ "\"connectionMetadata\":{\"id\":\"" + event.connectionMetadata().id() + "\"}}");
	}

	@Test
	void everyConnectionHasAUuidOfItsOwn() throws Exception {
		List<UUID> ids = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
				client.connect("twice");
			}
			ids.add(UUID.fromString(nextEvent().connectionMetadata().id()));
		}
		assertThat(ids).doesNotHaveDuplicates();
	}

	@Test
	void logNamesTheRuleThatTheAnswerBreaks() throws Exception {
		setAnswer(AuthorizerResponse.authenticated("a_b", POLICY));
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(client.connect("invalid").variableHeader().connectReturnCode().byteValue())
				.isEqualTo((byte) 0x87);
		}
		await().untilAsserted(() -> assertThat(endpoint.details(LocalIotCoreEvent.Type.REFUSED, "invalid"))
			.containsExactly("MQTT 5 over TLS: the answer of authorizer 'A' is invalid: "
					+ "principalId 'a_b' has characters other than letters and digits"));
	}

	private AuthorizerEvent nextEvent() throws InterruptedException {
		AuthorizerEvent event = this.events.poll(10, TimeUnit.SECONDS);
		assertThat(event).isNotNull();
		return event;
	}

}
