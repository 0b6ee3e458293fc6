package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.assertj.core.api.SoftAssertions;

/**
 * A fault that is injected while one application publishes and another receives.
 */
final class Fault implements FaultRow {

	/**
	 * Whether the full bench was asked for, instead of each fault once.
	 */
	static final boolean FULL = Boolean.getBoolean("faults.full");

	private final String name;

	private final int times;

	private final Injection injection;

	private boolean direct;

	private boolean reordering;

	private int perSecond = Traffic.PER_SECOND;

	private int strangers;

	private Set<String> failures = Set.of();

	private Consumer<ConnectionSettings.Builder> settings = (builder) -> {
	};

	private Function<Bench, String> remarks = (bench) -> "";

	private Fault(String name, int times, Injection injection) {
		this.name = name;
		this.times = times;
		this.injection = injection;
	}

	/**
	 * Create a fault.
	 * @param name its name
	 * @param times how often it is injected in the full bench
	 * @param injection injects it once, checks what is seen of it, and waits until
	 * messages arrive again
	 * @return the fault
	 */
	static Fault of(String name, int times, Injection injection) {
		return repeated(name, FULL ? times : 1, injection);
	}

	/**
	 * Create a fault that is injected as often in every bench.
	 * @param name its name
	 * @param times how often it is injected
	 * @param injection see {@link #of}
	 * @return the fault
	 */
	static Fault repeated(String name, int times, Injection injection) {
		return new Fault(name, times, injection);
	}

	/**
	 * Both connections lead to the endpoint itself.
	 * @return this fault
	 */
	Fault direct() {
		this.direct = true;
		return this;
	}

	/**
	 * The server asks for some messages to be sent later than those after them.
	 * @return this fault
	 */
	Fault reordering() {
		this.reordering = true;
		return this;
	}

	Fault publishing(int perSecond) {
		this.perSecond = perSecond;
		return this;
	}

	Fault settings(Consumer<ConnectionSettings.Builder> settings) {
		this.settings = settings;
		return this;
	}

	/**
	 * Each injection brings a CONNECT of a stranger with the id of the publisher.
	 * @return this fault
	 */
	Fault withStranger() {
		this.strangers = this.times;
		return this;
	}

	/**
	 * Publishes fail, all of them for this reason.
	 * @param failure the reason
	 * @return this fault
	 */
	Fault failing(FailureReason failure) {
		this.failures = Set.of(failure.name());
		return this;
	}

	Fault remarking(Function<Bench, String> remarks) {
		this.remarks = remarks;
		return this;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void run(FaultTable table) throws Exception {
		try (Bench bench = new Bench(this.direct, this.settings).started(this.perSecond)) {
			int injected = 0;
			Row row;
			try {
				for (; injected < this.times; injected++) {
					this.injection.inject(bench);
				}
				bench.settle();
			}
			finally {
				row = table.add(row(bench, injected));
			}
			check(bench, row);
		}
	}

	private Row row(Bench bench, int injected) {
		int connects = bench.connects(Bench.PUBLISHER).size() + bench.connects(Bench.RECEIVER).size();
		String remark = (injected < this.times) ? brokenOff(bench) : this.remarks.apply(bench);
		return Row.of(this.name, injected, bench.ledger(), connects - this.strangers, remark);
	}

	// for those who look for the reason
	private static String brokenOff(Bench bench) {
		String threads = Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().getName().startsWith("iot-engine"))
			.map((entry) -> entry.getKey() + " " + Arrays.toString(entry.getValue()))
			.collect(Collectors.joining("; "));
		return "broken off; publisher " + state(bench.publisher()) + "; receiver " + state(bench.receiver()) + "; "
				+ threads;
	}

	private static String state(Application application) {
		return application.status().state() + " " + application.connection().getReceiveStatus() + " "
				+ application.connection().getMonitor().getDetails().publishing();
	}

	private void check(Bench bench, Row row) {
		SoftAssertions.assertSoftly((softly) -> {
			softly.assertThat(row.lost()).as("lost %s", bench.ledger().lostNumbers()).isZero();
			if (!this.reordering) {
				softly.assertThat(bench.ledger().disordered()).as("out of order").isZero();
			}
			softly.assertThat(row.undone()).as("publishes without an end").isZero();
			softly.assertThat(row.failures().keySet()).as("failures").isEqualTo(this.failures);
			softly.assertThat(shortestGap(bench.connects(Bench.PUBLISHER)))
				.isGreaterThanOrEqualTo(Duration.ofSeconds(1));
			softly.assertThat(shortestGap(bench.connects(Bench.RECEIVER)))
				.isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		});
	}

	/**
	 * The shortest time between two CONNECT packets.
	 * @param connects when they arrived, oldest first
	 * @return the duration
	 */
	static Duration shortestGap(List<Instant> connects) {
		Duration shortest = Duration.ofDays(1);
		for (int i = 1; i < connects.size(); i++) {
			Duration gap = Duration.between(connects.get(i - 1), connects.get(i));
			shortest = (gap.compareTo(shortest) < 0) ? gap : shortest;
		}
		return shortest;
	}

	/**
	 * Injects a fault once.
	 */
	@FunctionalInterface
	interface Injection {

		void inject(Bench bench) throws Exception;

	}

}
