package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Life time and refresh of connections, with minutes that pass in less than a second.
 */
class RefreshIntegrationTests {

	private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start((settings) -> settings.timeScale(1000));

	@Test
	void authorizerIsAskedAgainAfterTheTimeThatItSaid() throws Exception {
		List<Long> calls = new CopyOnWriteArrayList<>();
		endpoint.setAuthorizer((attempt) -> {
			calls.add(System.nanoTime());
			return granted(Duration.ofDays(1), FIVE_MINUTES, true);
		});
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("busy");
			await().until(() -> {
				client.expectNothingButPong();
				return calls.size() >= 2;
			});
			assertThat(Duration.ofNanos(calls.get(1) - calls.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(300));
		}
	}

	@Test
	void refreshDoesNotWaitForPacketsOfTheClient() throws Exception {
		endpoint.setAuthorizer((attempt) -> granted(Duration.ofDays(1), FIVE_MINUTES, true));
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.connect("idle");
			// the client sends nothing meanwhile
			await().until(() -> endpoint.attempts("idle").size() >= 3);
			client.expectNothingButPong();
			await().untilAsserted(() -> assertThat(endpoint.details(Type.REFRESHED, "idle")).hasSizeGreaterThan(1)
				.containsOnly("tester"));
		}
	}

	@Test
	void refreshPresentsTheSameCredentials() throws Exception {
		endpoint.setAuthorizer((attempt) -> granted(Duration.ofDays(1), FIVE_MINUTES, true));
		try (RawClient client = RawClient.webSocket(endpoint.port(), 5)) {
			client.sendConnect("refreshed", (connect) -> connect.username("alice?token=1").password(new byte[] { 1 }));
			client.next();
			await().until(() -> endpoint.attempts("refreshed").size() >= 3);
			ConnectAttempt first = endpoint.attempts("refreshed").get(0);
			assertThat(endpoint.attempts("refreshed")).containsOnly(first);
			assertThat(first.username()).isEqualTo("alice?token=1");
			assertThat(first.password()).isEqualTo("AQ==");
		}
	}

	@Test
	void clientThatHasGoneIsNotRefreshed() throws Exception {
		endpoint.setAuthorizer((attempt) -> granted(Duration.ofDays(1),
				attempt.clientId().equals("gone") ? FIVE_MINUTES.multipliedBy(6) : FIVE_MINUTES, true));
		try (RawClient gone = RawClient.tls(endpoint.port(), 5); RawClient stays = RawClient.tls(endpoint.port(), 5)) {
			gone.connect("gone");
			gone.disconnect();
			gone.expectEnd();
			int before = endpoint.attempts("gone").size();
			stays.connect("stays");
			// seven refreshes take longer than one of the other client would have
			await().until(() -> endpoint.attempts("stays").size() >= 8);
			assertThat(endpoint.attempts("gone")).hasSize(before);
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
	void refreshDoesNotAskWhetherTheClientMayConnect() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		endpoint.setAuthorizer((attempt) -> {
			boolean first = calls.getAndIncrement() == 0;
			return new ConnectDecision.Granted("tester", (action, resource) -> first || !action.equals("iot:Connect"),
					Duration.ofDays(1), FIVE_MINUTES);
		});
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("stays-connected");
			await().until(() -> calls.get() >= 3);
			client.expectNothingFromBroker();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void refreshThatIsRefusedEndsTheConnection(int version) throws Exception {
		refuseAfter(2);
		try (RawClient client = RawClient.tls(endpoint.port(), version)) {
			client.connect("revoked" + version);
			client.expectEndAtLast();
			await().untilAsserted(
					() -> assertThat(endpoint.details(Type.DISCONNECTED, "revoked" + version)).singleElement()
						.asString()
						.startsWith("AUTH_ERROR")
						.endsWith("the refresh was refused: the token is revoked"));
		}
	}

	@Test
	void mqtt5ClientIsToldThatItsRefreshWasRefused() throws Exception {
		refuseAfter(1);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("told");
			client.expectDisconnect(0x87);
			await().untilAsserted(() -> assertThat(endpoint.details(Type.DISCONNECTED, "told"))
				.containsExactly("AUTH_ERROR: 0x87, the refresh was refused: the token is revoked"));
		}
	}

	private static void refuseAfter(int grants) {
		AtomicInteger calls = new AtomicInteger();
		endpoint.setAuthorizer(
				(attempt) -> (calls.getAndIncrement() < grants) ? granted(Duration.ofDays(1), FIVE_MINUTES, true)
						: new ConnectDecision.Refused("the token is revoked"));
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
		AtomicInteger calls = new AtomicInteger();
		endpoint.setAuthorizer((attempt) -> granted(
				(calls.getAndIncrement() == 0) ? Duration.ofHours(1) : Duration.ofDays(1), FIVE_MINUTES, true));
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("expired");
			await().until(() -> calls.get() >= 2);
			client.expectDisconnect(0x98);
			assertThat(endpoint.details(Type.DISCONNECTED, "expired")).singleElement()
				.asString()
				.startsWith("CUSTOMAUTH_TTL_EXPIRATION");
		}
	}

	private static ConnectDecision granted(Duration disconnectAfter, Duration refreshAfter, boolean mayPublish) {
		return new ConnectDecision.Granted("tester", (action, resource) -> mayPublish || !action.equals("iot:Publish"),
				disconnectAfter, refreshAfter);
	}

}
