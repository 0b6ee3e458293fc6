package io.github.iotcustomauth.benchmarks.library;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.Results;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The library alone, on a transport that does nothing: time and heap of a message.
 */
public final class LibraryMeasurement implements Measurement {

	private static final String PACKAGE = LibraryMeasurement.class.getPackageName();

	private static final String ALLOCATION = "gc.alloc.rate.norm";

	// benchmarks as contestants, in the order of the tables
	private static final Map<String, String> NAMES = new LinkedHashMap<>();

	static {
		NAMES.put("PublishBenchmark.baseline", "publish: a future alone");
		NAMES.put("PublishBenchmark.connection", "publish: IotConnection");
		NAMES.put("PublishBenchmark.clientBytes", "publish: IotClient, bytes");
		NAMES.put("PublishBenchmark.jackson", "publish: Jackson alone");
		NAMES.put("PublishBenchmark.clientJson", "publish: IotClient, JSON");
		NAMES.put("ReceiveBenchmark.baseline", "receive: one thread alone");
		NAMES.put("ReceiveBenchmark.handler", "receive: ordered handler");
		NAMES.put("ReceiveBenchmark.listenerBytes", "receive: @IotListener, bytes");
		NAMES.put("ReceiveBenchmark.jackson", "receive: Jackson alone");
		NAMES.put("ReceiveBenchmark.listenerJson", "receive: @IotListener, JSON");
	}

	@Override
	public String name() {
		return "library";
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(10);
	}

	@Override
	public void measure(Load load, Results results) throws RunnerException {
		ChainedOptionsBuilder options = new OptionsBuilder().include(PACKAGE).addProfiler(GCProfiler.class);
		if (load.complete()) {
			options.forks(2)
				.warmupIterations(3)
				.warmupTime(TimeValue.seconds(2))
				.measurementIterations(5)
				.measurementTime(TimeValue.seconds(1))
				.jvmArgsAppend("--enable-native-access=ALL-UNNAMED");
		}
		else {
			options.forks(0)
				.warmupIterations(0)
				.measurementIterations(1)
				.measurementTime(TimeValue.milliseconds(20))
				.param("filters", "10")
				.verbosity(VerboseMode.SILENT);
		}
		Figures time = results.figures("library-time", "library alone, time", "ns/message").of(NAMES.values());
		Figures bytes = results.figures("library-allocation", "library alone, allocated", "B/message")
			.of(NAMES.values());
		for (RunResult run : new Runner(options.build()).run()) {
			String name = nameOf(run.getParams());
			run.getBenchmarkResults().forEach((result) -> {
				for (IterationResult iteration : result.getIterationResults()) {
					time.add(name, iteration.getPrimaryResult().getScore());
					iteration.getSecondaryResults().forEach((key, value) -> {
						if (key.endsWith(ALLOCATION)) {
							bytes.add(name, value.getScore());
						}
					});
				}
			});
		}
	}

	private static String nameOf(BenchmarkParams params) {
		String method = params.getBenchmark().substring(PACKAGE.length() + 1);
		return params.getParamsKeys().contains("filters")
				? "receive: handler with %s filters".formatted(params.getParam("filters"))
				: NAMES.getOrDefault(method, method);
	}

}
