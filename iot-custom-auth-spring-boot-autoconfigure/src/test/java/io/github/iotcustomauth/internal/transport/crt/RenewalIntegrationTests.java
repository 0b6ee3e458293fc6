package io.github.iotcustomauth.internal.transport.crt;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Fresh credentials on every attempt, on the real native client.
 */
class RenewalIntegrationTests {

	@AutoClose
	private final LocalEndpoint endpoint = new LocalEndpoint();

	@Test
	void renewsTheConnectionBeforeTheCredentialsExpire() {
		try (TestConnection connection = connection((call) -> user(call, Instant.now().plusSeconds(3)))) {
			connection.connected();
			Awaitility.await()
				.atMost(TestConnection.LIMIT)
				.untilAsserted(() -> assertThat(this.endpoint.attempts()).hasSizeGreaterThanOrEqualTo(3));
			assertThat(this.endpoint.attempts()).extracting((attempt) -> attempt.username())
				.startsWith("user-1", "user-2", "user-3");
			assertThat(this.endpoint.events(LocalIotCoreEvent.Type.DISCONNECTED))
				.allMatch((detail) -> detail.startsWith("CLIENT_INITIATED_DISCONNECT"));
		}
	}

	@Test
	void asksForCredentialsAgainAfterTheServerEndedTheConnection() {
		this.endpoint.disconnectingAfter(Duration.ofSeconds(1));
		try (TestConnection connection = connection((call) -> user(call, null))) {
			connection.connected();
			Awaitility.await()
				.atMost(TestConnection.LIMIT)
				.untilAsserted(() -> assertThat(this.endpoint.attempts()).extracting((attempt) -> attempt.username())
					.startsWith("user-1", "user-2"));
		}
	}

	@Test
	void reconnectMakesANewConnectionWithNewCredentials() throws Exception {
		try (TestConnection connection = connection((call) -> user(call, null)).connected().subscribed("a")) {
			TestConnection.get(connection.connection().reconnect());
			assertThat(this.endpoint.lastAttempt().username()).isEqualTo("user-2");
			connection.publish("a", "after");
			assertThat(connection.nextMessage().text()).isEqualTo("after");
			// told on a thread of their own
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(connection.events()).extracting((event) -> event.getClass().getSimpleName())
							.startsWith("ConnectedEvent", "DisconnectedEvent", "ConnectedEvent"));
		}
	}

	@Test
	void publishesDuringReconnectsAreAllDelivered() throws Exception {
		try (TestConnection connection = connection((call) -> user(call, null));
				TestConnection receiver = new TestConnection(this.endpoint, "receiver").connected().subscribed("n")) {
			connection.connected();
			int count = 200;
			CompletableFuture<?>[] published = new CompletableFuture<?>[count];
			for (int i = 0; i < count; i++) {
				published[i] = connection.connection().publish(IotMessage.of("n", String.valueOf(i)));
				if (i == 50 || i == 150) {
					TestConnection.get(connection.connection().reconnect());
				}
			}
			TestConnection.get(CompletableFuture.allOf(published));
			for (int expected = 0; expected < count;) {
				int number = Integer.parseInt(receiver.nextMessage().text());
				assertThat(number).as("a gap would be a loss, a step back a repetition").isLessThanOrEqualTo(expected);
				expected = Math.max(expected, number + 1);
			}
		}
	}

	@Test
	void refreshKeepsTheConnectionWhenThereAreNoCredentials() {
		try (TestConnection connection = connection((call) -> {
			if (call == 2) {
				throw new IllegalStateException("token service down: secret-of-the-service");
			}
			return user(call, null);
		})) {
			connection.connected();
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> TestConnection.get(connection.connection().refreshCredentials()))
				.havingCause()
				.withMessageContaining("CREDENTIALS_PROVIDER_FAILED")
				.withMessageNotContaining("secret-of-the-service");
			assertThat(connection.connection().getStatus().isConnected()).isTrue();
			TestConnection.get(connection.connection().refreshCredentials());
			assertThat(this.endpoint.lastAttempt().username()).isEqualTo("user-3");
		}
	}

	@Test
	void rejectedCredentialsAreDiscardedBeforeTheNextAttempt() {
		this.endpoint.accepting((attempt) -> !"user-1".equals(attempt.username()));
		AtomicInteger discarded = new AtomicInteger();
		CustomAuthCredentialsProvider provider = new CustomAuthCredentialsProvider() {

			@Override
			public CompletionStage<CustomAuthCredentials> getCredentials() {
				return CompletableFuture.completedFuture(user(1 + discarded.get(), null));
			}

			@Override
			public void discard(CustomAuthCredentials credentials) {
				discarded.incrementAndGet();
			}

		};
		try (TestConnection connection = new TestConnection(this.endpoint.settings("client").build(), provider,
				this.endpoint.trust())) {
			connection.connection().start();
			Awaitility.await()
				.atMost(TestConnection.LIMIT)
				.until(() -> connection.connection().getStatus().isConnected());
			assertThat(this.endpoint.attempts()).extracting((attempt) -> attempt.username())
				.containsExactly("user-1", "user-2");
		}
	}

	@Test
	void refusalsAreCounted() {
		this.endpoint.accepting((attempt) -> false);
		try (TestConnection connection = connection((call) -> user(call, null))) {
			connection.connection().start();
			Awaitility.await()
				.atMost(TestConnection.LIMIT)
				.until(() -> connection.connection().getStatus().refusals() == 2);
			assertThat(connection.connection().getStatus().state()).isEqualTo(ConnectionState.REJECTED);
			assertThat(connection.connection().getStatus().nextAttempt()).isAfter(Instant.now());
		}
	}

	@Test
	void providerThatHangsIsInterruptedAndAskedAgain() {
		AtomicInteger interrupted = new AtomicInteger();
		AtomicInteger calls = new AtomicInteger();
		CustomAuthCredentialsProvider provider = () -> {
			if (calls.incrementAndGet() == 1) {
				try {
					new CompletableFuture<Void>().get();
				}
				catch (Exception ex) {
					interrupted.incrementAndGet();
				}
			}
			return CompletableFuture.completedFuture(user(calls.get(), null));
		};
		try (TestConnection connection = new TestConnection(
				this.endpoint.settings("client").connectTimeout(Duration.ofSeconds(2)).build(), provider,
				this.endpoint.trust())) {
			connection.connection().start();
			Awaitility.await()
				.atMost(TestConnection.LIMIT)
				.until(() -> connection.connection().getStatus().isConnected());
			assertThat(interrupted).hasValue(1);
			Awaitility.await().until(() -> !connection.events().isEmpty());
			assertThat(connection.events()).first().isInstanceOfSatisfying(DisconnectedEvent.class, (event) -> {
				assertThat(event.failure().kind()).isEqualTo(Kind.CREDENTIALS);
				assertThat(event.failure().reason()).isEqualTo(FailureReason.CREDENTIALS_PROVIDER_TIMEOUT);
			});
		}
	}

	private TestConnection connection(IntFunction<CustomAuthCredentials> provider) {
		AtomicInteger calls = new AtomicInteger();
		return new TestConnection(this.endpoint.settings("client").build(),
				() -> CompletableFuture.completedFuture(provider.apply(calls.incrementAndGet())),
				this.endpoint.trust());
	}

	private static CustomAuthCredentials user(int number, @Nullable Instant expiresAt) {
		return CustomAuthCredentials.builder().username("user-" + number).expiresAt(expiresAt).build();
	}

}
