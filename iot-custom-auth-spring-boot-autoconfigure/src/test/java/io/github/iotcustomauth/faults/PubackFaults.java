package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.List;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.local.Faults;

/**
 * The endpoint does not take a message, or does not say so.
 */
final class PubackFaults {

	private static final int SOME = 20;

	private PubackFaults() {
	}

	static List<Fault> all() {
		return List.of(
				Fault.of("PUBACK refused (0x87)", 5, (bench) -> refused(bench, 0x87))
					.failing(FailureReason.NOT_AUTHORIZED),
				Fault.of("PUBACK 0x97, accepted later", 5, PubackFaults::throttled).reordering(),
				Fault.of("PUBACK never sent", 5, PubackFaults::withheld)
					.settings((builder) -> builder.operationTimeout(Duration.ofSeconds(2)))
					.failing(FailureReason.NOT_ACKNOWLEDGED));
	}

	private static void refused(Bench bench, int code) {
		Faults faults = bench.endpoint().core().faults();
		int failed = bench.ledger().failed();
		faults.puback(code);
		Bench.await(() -> bench.ledger().failed() >= failed + SOME);
		faults.reset();
		bench.awaitFlow();
	}

	// what exceeds a quota is sent again after 10 s, and is not a failure
	private static void throttled(Bench bench) {
		Faults faults = bench.endpoint().core().faults();
		int published = bench.ledger().published();
		faults.puback(0x97);
		Bench.await(() -> bench.ledger().published() >= published + SOME);
		faults.reset();
		bench.awaitFlow();
		Bench.await(() -> bench.ledger().acknowledged() >= published + SOME);
	}

	// the first publish that fails ends the connection, and the others are sent again
	private static void withheld(Bench bench) {
		Faults faults = bench.endpoint().core().faults();
		int failed = bench.ledger().failed();
		bench.interrupt(() -> {
			faults.neverPuback(true);
			Bench.await(() -> bench.ledger().failed() > failed);
			faults.reset();
		}, bench.publisher());
	}

}
