package io.github.iotcustomauth.benchmarks;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import io.github.iotcustomauth.benchmarks.endtoend.ConnectMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.EndpointMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.LatencyMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.ObservabilityMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.OutboxMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.PublishMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.ReceiveMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.ReconnectMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.Servers;
import io.github.iotcustomauth.benchmarks.growth.ConnectionGrowth;
import io.github.iotcustomauth.benchmarks.growth.MemoryMeasurement;
import io.github.iotcustomauth.benchmarks.growth.StartMeasurement;
import io.github.iotcustomauth.benchmarks.library.LibraryMeasurement;
import io.github.iotcustomauth.benchmarks.library.ListenerGrowth;
import io.github.iotcustomauth.benchmarks.library.OutboxGrowth;
import io.github.iotcustomauth.benchmarks.library.PendingGrowth;
import io.github.iotcustomauth.benchmarks.library.TopicGrowth;
import io.github.iotcustomauth.benchmarks.library.VirtualThreadsMeasurement;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.measure.Run;
import io.github.iotcustomauth.benchmarks.report.Machine;
import io.github.iotcustomauth.benchmarks.report.Report;
import io.github.iotcustomauth.benchmarks.storm.StormMeasurement;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The command: measures section by section, and writes the pages after each.
 */
public final class Benchmarks {

	private static final Log logger = LogFactory.getLog(Benchmarks.class);

	private static final Duration LEAST = Duration.ofSeconds(20);

	private Benchmarks() {
	}

	/**
	 * Run the command.
	 * @param args see {@link BenchmarksArguments}
	 * @throws Exception if the servers do not start, or the pages cannot be written
	 */
	public static void main(String[] args) throws Exception {
		run(BenchmarksArguments.parse(args));
		// JMH, Paho and CRT have threads that end with nothing else
		System.exit(0);
	}

	static Run run(BenchmarksArguments arguments) throws Exception {
		Load load = arguments.load();
		@Nullable Run before = (arguments.before() != null) ? Run.read(arguments.before()) : null;
		Run run = arguments.merges() ? Run.read(arguments.samples()) : new Run();
		SectionRunner runner = new SectionRunner(load);
		Report report = new Report(run, before);
		long end = System.nanoTime() + arguments.limit().toNanos();
		try (Servers servers = new Servers()) {
			for (Measurement section : sections(servers, arguments)) {
				if (!arguments.wants(section.name())) {
					continue;
				}
				logger.warn("Measuring: " + section.name());
				long start = System.nanoTime();
				Duration left = Duration.ofNanos(end - start);
				// the short form runs on busy machines
				Duration most = load.complete() ? section.limit() : arguments.limit();
				Duration limit = (left.compareTo(most) < 0) ? left : most;
				Results results = new Results();
				if (limit.compareTo(LEAST) < 0) {
					results.skip("'" + section.name() + "' was not begun within the limit of the run.");
				}
				else {
					results = runner.run(section, limit);
				}
				long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
				logger.warn("Measured in %,d s: %s".formatted(seconds, section.name()));
				run.put(section.name(), new Run.Section(results, load.toString(),
						LocalDate.now(ZoneOffset.UTC) + ", " + Machine.describe(), seconds));
				run.write(arguments.samples());
				report.write(arguments.directory());
			}
		}
		return run;
	}

	// what the table of goals needs comes first
	private static List<Measurement> sections(Servers servers, BenchmarksArguments arguments) {
		return List.of(new StormMeasurement(arguments.directory()), new PublishMeasurement(servers),
				new ReceiveMeasurement(servers), new ObservabilityMeasurement(servers), new LatencyMeasurement(servers),
				new ConnectMeasurement(servers), new ReconnectMeasurement(servers), new StartMeasurement(servers),
				new MemoryMeasurement(servers), new EndpointMeasurement(servers),
				new OutboxMeasurement(servers, arguments.databases()), new LibraryMeasurement(),
				new ConnectionGrowth(servers), new ListenerGrowth(), new TopicGrowth(), new PendingGrowth(),
				new OutboxGrowth(servers), new VirtualThreadsMeasurement());
	}

}
