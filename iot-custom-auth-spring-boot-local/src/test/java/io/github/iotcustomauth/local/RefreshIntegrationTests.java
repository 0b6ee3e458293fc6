package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Life time and refresh of connections, with minutes that pass in less than a second.
 */
class RefreshIntegrationTests {

	private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

	private static TestEndpoint endpoint;

	@BeforeAll
	static void start() {
		endpoint = TestEndpoint.start((settings) -> settings.withTimeScale(1000));
	}

	@AfterAll
	static void stop() {
		endpoint.close();
	}

	@AfterEach
	void reset() {
		endpoint.reset();
	}

	@Test
	void authorizerIsAskedAgainWithTheSameCredentials() throws Exception {
		endpoint.setAuthorizer((attempt) -> granted(Duration.ofDays(1), FIVE_MINUTES, true));
		try (RawClient client = RawClient.webSocket(endpoint.port(), 5)) {
			client.sendConnect("refreshed", (connect) -> connect.username("alice?token=1").password(new byte[] { 1 }));
			client.next();
			await().until(() -> endpoint.attempts().size() >= 4);
			ConnectAttempt first = endpoint.attempts().get(0);
			assertThat(endpoint.attempts()).containsOnly(first);
			assertThat(first.username()).isEqualTo("alice?token=1");
			assertThat(first.password()).isEqualTo("AQ==");
			client.expectNothingButPong();
		}
	}

	@Test
	void clientThatHasGoneIsNotRefreshed() throws Exception {
		endpoint.setAuthorizer((attempt) -> granted(Duration.ofDays(1), FIVE_MINUTES, true));
		try (RawClient gone = RawClient.tls(endpoint.port(), 5); RawClient stays = RawClient.tls(endpoint.port(), 5)) {
			gone.connect("gone");
			gone.disconnect();
			gone.expectEnd();
			stays.connect("stays");
			await().until(() -> endpoint.attempts().size() >= 5);
			assertThat(endpoint.attempts()).extracting(ConnectAttempt::clientId)
				.containsOnlyOnce("gone")
				.startsWith("gone", "stays", "stays");
		}
	}

	@Test
	void refreshChangesThePolicies() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		endpoint.setAuthorizer((attempt) -> granted(Duration.ofDays(1), FIVE_MINUTES, calls.getAndIncrement() == 0));
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("changed");
			await().until(() -> calls.get() >= 2);
			await().untilAsserted(() -> {
				client.publish("a", 1, 1, "x");
				client.expectPubAck(1, 0x87);
			});
		}
	}

	@Test
	void refreshThatIsRefusedEndsTheConnection() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		endpoint
			.setAuthorizer((attempt) -> (calls.getAndIncrement() < 2) ? granted(Duration.ofDays(1), FIVE_MINUTES, true)
					: new ConnectDecision.Refused("the token is revoked"));
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("revoked");
			client.expectDisconnect(0x87);
			assertThat(endpoint.details(Type.DISCONNECTED, "revoked"))
				.containsExactly("AUTH_ERROR: 0x87, the refresh was refused: the token is revoked");
		}
	}

	@Test
	void refreshThatFailsEndsTheConnection() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		endpoint.setAuthorizer((attempt) -> {
			if (calls.getAndIncrement() > 0) {
				throw new IllegalStateException("on purpose");
			}
			return granted(Duration.ofDays(1), FIVE_MINUTES, true);
		});
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("failed");
			client.expectEnd();
		}
	}

	@Test
	void refreshDoesNotProlongTheConnection() throws Exception {
		endpoint.setAuthorizer((attempt) -> granted(Duration.ofMinutes(20), FIVE_MINUTES, true));
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("expired");
			client.expectDisconnect(0x98);
			assertThat(endpoint.details(Type.DISCONNECTED, "expired")).singleElement()
				.asString()
				.startsWith("CUSTOMAUTH_TTL_EXPIRATION");
			assertThat(endpoint.attempts()).hasSizeBetween(2, 4);
		}
	}

	private static ConnectDecision granted(Duration disconnectAfter, Duration refreshAfter, boolean mayPublish) {
		return new ConnectDecision.Granted("tester", (action, resource) -> mayPublish || !action.equals("iot:Publish"),
				disconnectAfter, refreshAfter);
	}

}
