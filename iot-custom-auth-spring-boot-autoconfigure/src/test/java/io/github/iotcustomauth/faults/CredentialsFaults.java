package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The credentials, the authorizer or the client id are the matter.
 */
final class CredentialsFaults {

	private static final Duration GRANTED = Duration.ofSeconds(2);

	private static final Duration REJECTED_FOR = Duration.ofSeconds(Fault.FULL ? 60 : 3);

	private CredentialsFaults() {
	}

	static List<Fault> all() {
		return List.of(
				Fault.of("server-side DISCONNECT, token expired meanwhile", 20, CredentialsFaults::serverDisconnect),
				Fault.of("rotation asked for by the application", 50, CredentialsFaults::rotation),
				Fault.of("rejection for " + REJECTED_FOR.toSeconds() + " s", 1, CredentialsFaults::rejection)
					.settings((builder) -> builder.reconnectDelay(Bench.SHORTEST_DELAY, Duration.ofMinutes(2))),
				Fault.of("take-over by a stranger", 5, CredentialsFaults::takeOver)
					.withStranger()
					.settings((builder) -> builder.reconnectDelay(Bench.SHORTEST_DELAY, Duration.ofSeconds(10))),
				Fault.of("provider throws", 5, (bench) -> provider(bench, () -> {
					throw new IllegalStateException("The token service is down");
				}, FailureReason.CREDENTIALS_PROVIDER_FAILED)),
				Fault
					.of("provider hangs", 5,
							(bench) -> provider(bench, CompletableFuture::new,
									FailureReason.CREDENTIALS_PROVIDER_TIMEOUT))
					.settings((builder) -> builder.connectTimeout(Duration.ofSeconds(2))));
	}

	// every connection is granted that long, and so is every token
	private static void serverDisconnect(Bench bench) {
		CustomAuthCredentialsProvider fresh = () -> CompletableFuture
			.completedFuture(CustomAuthCredentials.builder().username(Instant.now().toString()).build());
		bench.publisher().presenting(fresh);
		bench.receiver().presenting(fresh);
		bench.endpoint().accepting(CredentialsFaults::isFresh).disconnectingAfter(GRANTED);
		if (bench.connects(Bench.PUBLISHER).size() == 1) {
			// the first connections were granted a day
			bench.interrupt(() -> rotate(bench), bench.publisher(), bench.receiver());
		}
		bench.interrupt(() -> {
		}, bench.publisher(), bench.receiver());
	}

	private static boolean isFresh(ConnectAttempt attempt) {
		return Instant.parse(attempt.username()).plus(GRANTED).isAfter(Instant.now());
	}

	private static void rotation(Bench bench) {
		bench.interrupt(() -> rotate(bench), bench.publisher(), bench.receiver());
	}

	private static void rotate(Bench bench) {
		CompletableFuture.allOf(bench.publisher().reconnect(), bench.receiver().reconnect())
			.orTimeout(30, TimeUnit.SECONDS)
			.join();
	}

	private static void rejection(Bench bench) {
		Instant start = Instant.now();
		bench.endpoint().accepting((attempt) -> !attempt.clientId().equals(Bench.PUBLISHER));
		bench.interrupt(() -> {
			bench.dropPublisher();
			Bench.await(() -> bench.publisher().status().state() == ConnectionState.REJECTED);
			assertThat(bench.publisher().status().lastFailure().toString()).contains("NOT_AUTHORIZED (0x87)");
			Bench.await(() -> Instant.now().isAfter(start.plus(REJECTED_FOR)));
			bench.endpoint().accepting((attempt) -> true);
		}, bench.publisher());
		assertThat(bench.connects(Bench.PUBLISHER).stream().filter(start::isBefore)).hasSizeBetween(2, 8);
	}

	private static void takeOver(Bench bench) {
		Bench.await(bench.publisher()::isOpenToTakeOver);
		bench.interrupt(() -> {
			try (Application stranger = new Application(bench.endpoint().settings(Bench.PUBLISHER).build(),
					bench.endpoint().trust())
				.connected()) {
				Bench.await(() -> !bench.publisher().status().isConnected());
				assertThat(bench.publisher().status().lastFailure().kind()).isEqualTo(Kind.TAKEN_OVER);
				assertThat(stranger.status().isConnected()).isTrue();
			}
		}, bench.publisher());
	}

	private static void provider(Bench bench, CustomAuthCredentialsProvider broken, FailureReason failure) {
		ConnectFaults.failAttempts(bench, () -> bench.publisher().presenting(broken), failure,
				"Check the service that it asks");
		bench.interrupt(() -> bench.publisher().presenting(Application.GOOD));
	}

}
