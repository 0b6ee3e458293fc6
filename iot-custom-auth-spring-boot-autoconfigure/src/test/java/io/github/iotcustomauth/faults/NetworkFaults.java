package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.List;

/**
 * The network or the endpoint is gone.
 */
final class NetworkFaults {

	// the endpoint, as AWS, knows no shorter one
	private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

	// messages that the endpoint may hold when it is killed
	private static final int HELD = 2 * Traffic.PER_SECOND;

	private NetworkFaults() {
	}

	static List<Fault> all() {
		return List.of(Fault.of("TCP connection cut without a word", 20, NetworkFaults::cut),
				Fault.of("half-open connection", 3, NetworkFaults::halfOpen)
					.settings((builder) -> builder.keepAlive(KEEP_ALIVE)),
				Fault.of("endpoint killed and restarted", 5, NetworkFaults::restart)
					.direct()
					.remarking((bench) -> bench.ledger().forgotten() + " forgotten by the endpoint"));
	}

	private static void cut(Bench bench) {
		bench.interrupt(() -> {
			bench.publisherNetwork().cut();
			bench.receiverNetwork().cut();
		}, bench.publisher(), bench.receiver());
	}

	private static void halfOpen(Bench bench) {
		bench.interrupt(() -> {
			bench.publisherNetwork().swallow();
			bench.receiverNetwork().swallow();
		}, bench.publisher(), bench.receiver());
	}

	private static void restart(Bench bench) {
		int oldest = Math.max(0, bench.ledger().nextNumber() - HELD);
		bench.interrupt(() -> {
			bench.killEndpoint();
			Bench.await(() -> !bench.publisher().status().isConnected() && !bench.receiver().status().isConnected());
			bench.startEndpointAgain();
		}, bench.publisher(), bench.receiver());
		bench.ledger().forgetFrom(oldest);
	}

}
