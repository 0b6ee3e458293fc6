package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The clock of the applications is set while they run. The endpoint cannot show it: no
 * time is written on the wire.
 */
final class ClockFaults {

	private static final Duration HOUR = Duration.ofHours(1);

	private static final Duration DAY = Duration.ofDays(1);

	private ClockFaults() {
	}

	static List<Fault> all() {
		return List.of(Fault.of("clock set back", 5, ClockFaults::setBack));
	}

	// once while the next attempt is awaited, once on a live connection that then ends
	private static void setBack(Bench bench) {
		bench.interrupt(() -> {
			cut(bench);
			Bench.await(() -> !bench.publisher().status().isConnected() && !bench.receiver().status().isConnected());
			bench.clock().setBack(HOUR);
		}, bench.publisher(), bench.receiver());
		bench.clock().setBack(DAY);
		bench.interrupt(() -> cut(bench), bench.publisher(), bench.receiver());
		assertThat(bench.clock().isRead()).as("the connections read this clock").isTrue();
	}

	private static void cut(Bench bench) {
		bench.publisherNetwork().cut();
		bench.receiverNetwork().cut();
	}

}
