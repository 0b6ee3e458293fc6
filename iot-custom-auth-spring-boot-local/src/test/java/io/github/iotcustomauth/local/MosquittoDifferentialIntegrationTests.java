package io.github.iotcustomauth.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.handler.ssl.SslContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The same random programs at the endpoint and at mosquitto, whose answers and messages
 * are compared by the rules of {@link Deviation}.
 */
class MosquittoDifferentialIntegrationTests {

	private static final int PROGRAMS = Integer.getInteger("differential.programs", Figures.promised(10_000, 200));

	private static final long SEED = Long.getLong("differential.seed", 20_261_130_000_000L);

	private static final int LANES = 4;

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	private final ExecutorService threads = Executors.newFixedThreadPool(LANES);

	@TempDir
	Path directory;

	@BeforeEach
	void prepare() {
		assumeTrue(MosquittoBroker.isInstalled(), "mosquitto is not installed (Debian package mosquitto)");
		// several lines for each connection are of no use
		this.logging.setLogLevel(LocalIotCore.class.getName(), LogLevel.ERROR);
	}

	@AfterEach
	void restore() {
		this.logging.setLogLevel(LocalIotCore.class.getName(), null);
		this.threads.shutdownNow();
	}

	@Test
	@Timeout(value = 20, unit = TimeUnit.MINUTES)
	void randomProgramsHaveTheSameOutcome() throws Exception {
		long start = System.nanoTime();
		Outcome outcome = new Outcome();
		try (MosquittoBroker mosquitto = MosquittoBroker.start(this.directory);
				TestEndpoint endpoint = TestEndpoint.start((settings) -> settings.disable(Limit.REDELIVERY))) {
			SslContext tls = RawClient.sharedContext();
			List<Future<Outcome>> lanes = new ArrayList<>();
			for (int i = 0; i < LANES; i++) {
				int lane = i;
				lanes.add(this.threads.submit(() -> run(lane, (version) -> RawClient.tls(endpoint.port(), version, tls),
						(version) -> RawClient.plain(mosquitto.port(), version))));
			}
			for (Future<Outcome> lane : lanes) {
				outcome.add(lane.get());
			}
		}
		outcome.print(Duration.ofNanos(System.nanoTime() - start));
		assertThat(outcome.failures).isEmpty();
	}

	private static Outcome run(int lane, ProgramBroker.Connector endpoint, ProgramBroker.Connector mosquitto)
			throws Exception {
		Outcome outcome = new Outcome();
		try (ProgramBroker own = new ProgramBroker(String.valueOf(lane), false, endpoint);
				ProgramBroker reference = new ProgramBroker(String.valueOf(lane), true, mosquitto)) {
			for (int i = lane; i < PROGRAMS && outcome.failures.isEmpty(); i += LANES) {
				outcome.compare(RandomProgram.of(SEED + i), own, reference);
			}
		}
		return outcome;
	}

	/**
	 * What came out of some programs.
	 */
	private static final class Outcome {

		private final Map<Deviation, Integer> deviations = new EnumMap<>(Deviation.class);

		private final List<String> failures = new ArrayList<>();

		private int programs;

		private int steps;

		private int messages;

		void compare(RandomProgram program, ProgramBroker own, ProgramBroker reference) {
			try {
				Transcript transcript = ProgramRun.of(own, program);
				Transcript expected = ProgramRun.of(reference, program);
				transcript.assertIsLike(expected);
				this.programs++;
				this.steps += program.steps().size();
				this.messages += transcript.messages();
				add(transcript.deviations());
				add(expected.deviations());
			}
			catch (Exception | AssertionError ex) {
				this.failures.add(ex + "\nin " + program);
			}
		}

		private void add(Map<Deviation, Integer> others) {
			others.forEach((deviation, count) -> this.deviations.merge(deviation, count, Integer::sum));
		}

		void add(Outcome other) {
			add(other.deviations);
			this.failures.addAll(other.failures);
			this.programs += other.programs;
			this.steps += other.steps;
			this.messages += other.messages;
		}

		void print(Duration duration) {
			Figures.print(this.programs + " random programs like mosquitto, steps: " + this.steps + ", messages: "
					+ this.messages + ", ms: " + duration.toMillis());
			this.deviations.forEach((deviation, count) -> Figures
				.print("deviations " + deviation + " " + count + ": " + deviation.sentence()));
		}

	}

}
