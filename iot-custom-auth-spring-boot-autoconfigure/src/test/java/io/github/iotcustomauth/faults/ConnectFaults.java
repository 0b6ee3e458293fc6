package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.support.LocalEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The way from the host name to CONNACK is broken somewhere.
 */
final class ConnectFaults {

	private static final Duration SHORT = Duration.ofSeconds(3);

	private static final int HANGING = 4;

	private ConnectFaults() {
	}

	static List<Fault> all() {
		return List.of(Fault.of("DNS failure", 3, ConnectFaults::dns),
				Fault.of("refused port", 3, ConnectFaults::refusedPort),
				// the native client reports an unknown CA after 10 to 30 s only
				Fault.of("TLS with an unknown CA", 3, ConnectFaults::unknownCa)
					.settings((builder) -> builder.connectTimeout(Fault.FULL ? Duration.ofSeconds(40) : SHORT)),
				Fault.of("WebSocket upgrade never answered", 3, ConnectFaults::upgrade)
					.settings((builder) -> builder.connectTimeout(SHORT)),
				Fault.of("four upgrades that hang", 2, ConnectFaults::hangingUpgrades)
					.settings((builder) -> builder.connectTimeout(SHORT)),
				Fault.of("CONNACK never sent", 3, ConnectFaults::connack)
					.settings((builder) -> builder.connectTimeout(SHORT.multipliedBy(2))));
	}

	private static void dns(Bench bench) {
		Application publisher = bench.publisher();
		failAttempts(bench,
				() -> publisher.using(bench.endpoint().settings(Bench.PUBLISHER).endpoint("nowhere.invalid").build()),
				FailureReason.HOST_NOT_FOUND, "DNS");
		bench.interrupt(() -> publisher.using(publisher.settings()));
	}

	private static void refusedPort(Bench bench) {
		failAttempts(bench, () -> bench.publisherNetwork().refuse(), FailureReason.CONNECTION_REFUSED, "localhost");
		bench.interrupt(() -> bench.publisherNetwork().accept());
	}

	private static void unknownCa(Bench bench) {
		try (LocalEndpoint stranger = new LocalEndpoint()) {
			// explained once a minute
			failAttempts(bench, () -> bench.publisherNetwork().retarget(stranger.port()), Set
				.of(FailureReason.CERTIFICATE_UNTRUSTED, FailureReason.CONNECT_TIMEOUT, FailureReason.TLS_FAILED),
					"localhost");
			assertThat(stranger.attempts()).isEmpty();
			bench.interrupt(() -> bench.publisherNetwork().retarget(bench.endpoint().port()));
		}
	}

	private static void upgrade(Bench bench) {
		failAttempts(bench, () -> bench.endpoint().core().faults().neverUpgrade(true), FailureReason.CONNECT_TIMEOUT,
				"No connection within 3 s");
		bench.interrupt(() -> bench.endpoint().core().faults().reset());
	}

	private static void hangingUpgrades(Bench bench) {
		int seen = bench.publisher().events().size();
		bench.endpoint().core().faults().neverUpgrade(true);
		// ends what hung in the injection before as well
		bench.publisherNetwork().cut();
		Bench.await(() -> failedAttempts(bench.publisher(), seen).size() >= HANGING);
		// what hangs never ends, though the endpoint closes its side
		bench.publisherNetwork().swallow();
		bench.endpoint().core().faults().reset();
		bench.awaitFlow();
	}

	private static void connack(Bench bench) {
		failAttempts(bench, () -> bench.endpoint().core().faults().neverConnack(true), FailureReason.CONNACK_TIMEOUT,
				"did not answer to CONNECT");
		bench.interrupt(() -> bench.endpoint().core().faults().reset());
	}

	/**
	 * Break something, let the server end the connection of the publisher, and wait until
	 * two attempts have failed as they should.
	 * @param bench the bench
	 * @param breaking breaks it
	 * @param failure the reason that is to be seen
	 * @param advice what its message says
	 */
	static void failAttempts(Bench bench, Runnable breaking, FailureReason failure, String advice) {
		failAttempts(bench, breaking, Set.of(failure), advice);
	}

	private static void failAttempts(Bench bench, Runnable breaking, Set<FailureReason> failures, String advice) {
		Application publisher = bench.publisher();
		int seen = publisher.events().size();
		breaking.run();
		bench.dropPublisher();
		Bench.await(() -> failedAttempts(publisher, seen).size() >= 2);
		assertThat(failedAttempts(publisher, seen)).allSatisfy((reported) -> {
			assertThat(reported.reason()).isIn(failures);
			assertThat(reported).asString().contains(advice);
		});
		// the state between two attempts
		Bench.await(() -> {
			ConnectionStatus status = publisher.status();
			return status.state() == ConnectionState.WAITING && status.nextAttempt() != null
					&& status.lastFailure() != null && failures.contains(status.lastFailure().reason());
		});
	}

	private static List<IotFailure> failedAttempts(Application application, int from) {
		return application.events()
			.stream()
			.skip(from)
			.filter(DisconnectedEvent.class::isInstance)
			.map(DisconnectedEvent.class::cast)
			.filter((event) -> !event.wasConnected())
			.map(DisconnectedEvent::failure)
			.toList();
	}

}
