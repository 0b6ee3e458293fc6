package io.github.iotcustomauth.benchmarks;

import java.nio.file.Path;
import java.util.List;

import io.github.iotcustomauth.benchmarks.endtoend.ConnectMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.EndpointMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.LatencyMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.OutboxMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.PublishMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.ReceiveMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.ReconnectMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.Servers;
import io.github.iotcustomauth.benchmarks.library.LibraryMeasurement;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.report.Report;
import io.github.iotcustomauth.benchmarks.storm.StormPage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The command: measures, and writes the pages.
 */
public final class Benchmarks {

	private static final Log logger = LogFactory.getLog(Benchmarks.class);

	/**
	 * Name of the simulation of storms on the command line.
	 */
	private static final String STORMS = "storms";

	private Benchmarks() {
	}

	/**
	 * Run the command.
	 * @param args see {@link BenchmarksArguments}
	 * @throws Exception if a measurement fails
	 */
	public static void main(String[] args) throws Exception {
		run(BenchmarksArguments.parse(args));
		// JMH, Paho and CRT have threads that end with nothing else
		System.exit(0);
	}

	static Results run(BenchmarksArguments arguments) throws Exception {
		Load load = arguments.load();
		@Nullable Results before = (arguments.before() != null) ? Results.read(arguments.before()) : null;
		Results results = new Results();
		Path directory = arguments.directory();
		if (arguments.wants(STORMS)) {
			new StormPage(load.complete()).write(directory);
		}
		try (Servers servers = new Servers()) {
			for (Measurement measurement : measurements(servers, arguments)) {
				if (arguments.wants(measurement.name())) {
					logger.warn("Measuring: " + measurement.name());
					measurement.measure(load, results);
					// what a later failure leaves
					results.write(arguments.samples());
				}
			}
		}
		if (!results.all().isEmpty()) {
			new Report(load, results, before).write(directory);
		}
		return results;
	}

	private static List<Measurement> measurements(Servers servers, BenchmarksArguments arguments) {
		return List.of(new LibraryMeasurement(), new PublishMeasurement(servers), new ReceiveMeasurement(servers),
				new LatencyMeasurement(servers), new ConnectMeasurement(servers), new ReconnectMeasurement(servers),
				new EndpointMeasurement(servers), new OutboxMeasurement(servers, arguments.databases()));
	}

}
