package io.github.iotcustomauth.benchmarks.report;

import java.util.List;
import java.util.Optional;

import io.github.iotcustomauth.benchmarks.endtoend.ConnectMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.Contestants;
import io.github.iotcustomauth.benchmarks.endtoend.EndpointMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.ReconnectMeasurement;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.measure.Summary;

/**
 * Comparison that the library is held to.
 *
 * @param text what is compared
 * @param figures the id of the figures
 * @param contestant the contestant
 * @param baseline what it is compared with, empty for nothing
 * @param comparison how they are compared
 * @param atLeast whether the bound is the least value, or the largest
 * @param bound the bound
 */
record Goal(String text, String figures, String contestant, String baseline, Comparison comparison, boolean atLeast,
		double bound) {

	static final List<Goal> ALL = List.of(
			ratio("publish, `IotConnection` ÷ CRT", "publish", Contestants.CONNECTION, Contestants.CRT, 0.97),
			ratio("publish, `IotClient` JSON ÷ CRT + Jackson", "publish", Contestants.CLIENT_JSON,
					Contestants.CRT_JACKSON, 0.95),
			ratio("publish, `IotConnection` ÷ HiveMQ client", "publish", Contestants.CONNECTION, Contestants.HIVE, 1.3),
			ratio("publish, `IotConnection` ÷ Spring Integration", "publish", Contestants.CONNECTION,
					Contestants.SPRING_INTEGRATION, 10),
			ratio("receive QoS 1 through mosquitto, handler ÷ CRT", "receive-1", Contestants.CONNECTION,
					Contestants.CRT, 0.95),
			ratio("the same, bytes listener ÷ CRT", "receive-1", Contestants.LISTENER_BYTES, Contestants.CRT, 0.9),
			ratio("the same, JSON listener ÷ CRT + Jackson", "receive-1", Contestants.LISTENER_JSON,
					Contestants.CRT_JACKSON, 0.95),
			ratio("receive QoS 1 from a fast server, handler ÷ CRT", "receive-fast", Contestants.CONNECTION,
					Contestants.CRT, 0.85),
			ratio("the same, bytes listener ÷ CRT", "receive-fast", Contestants.LISTENER_BYTES, Contestants.CRT, 0.85),
			ratio("the same, JSON listener ÷ CRT + Jackson", "receive-fast", Contestants.LISTENER_JSON,
					Contestants.CRT_JACKSON, 0.85),
			ratio("receive QoS 0 through mosquitto, handler ÷ CRT", "receive-0", Contestants.CONNECTION,
					Contestants.CRT, 0.9),
			difference("latency added to CRT at 1,000/s, p50, µs", "latency-p50", Contestants.CONNECTION,
					Contestants.CRT, 30),
			difference("latency added to CRT at 1,000/s, p99, µs", "latency-p99", Contestants.CONNECTION,
					Contestants.CRT, 100),
			difference("allocated over CRT, publish, B", "publish-allocation", Contestants.CONNECTION, Contestants.CRT,
					200),
			difference("allocated over CRT, client with bytes, B", "publish-allocation", Contestants.CLIENT_BYTES,
					Contestants.CRT, 400),
			difference("allocated over CRT + Jackson, client with JSON, B", "publish-allocation",
					Contestants.CLIENT_JSON, Contestants.CRT_JACKSON, 600),
			difference("allocated over CRT, handler, B", "receive-allocation", Contestants.CONNECTION, Contestants.CRT,
					256),
			difference("allocated over CRT, bytes listener, B", "receive-allocation", Contestants.LISTENER_BYTES,
					Contestants.CRT, 800),
			difference("allocated over CRT + Jackson, JSON listener, B", "receive-allocation",
					Contestants.LISTENER_JSON, Contestants.CRT_JACKSON, 800),
			value("connect, p50, ms", "connect", ConnectMeasurement.KEPT, 3),
			value("connect with a new TLS context, p50, ms", "connect", ConnectMeasurement.NEW, 4),
			new Goal("cut to subscribed again ÷ CRT without jitter, ratio of medians", "reconnect",
					Contestants.CONNECTION, ReconnectMeasurement.NO_JITTER, Comparison.RATIO_OF_MEDIANS, false, 1.1),
			ratio("endpoint ÷ mosquitto, publish to receive", "endpoint", EndpointMeasurement.ENDPOINT,
					EndpointMeasurement.MOSQUITTO, 0.8),
			value("one ordered handler, library alone, ns a message", "library-time", "receive: ordered handler", 1000),
			difference("matching 1,000 filters rather than 1, library alone, ns", "library-time",
					"receive: handler with 1000 filters", "receive: handler with 1 filters", 1000));

	private static Goal ratio(String text, String figures, String contestant, String baseline, double bound) {
		return new Goal(text, figures, contestant, baseline, Comparison.RATIO, true, bound);
	}

	private static Goal difference(String text, String figures, String contestant, String baseline, double bound) {
		return new Goal(text, figures, contestant, baseline, Comparison.DIFFERENCE, false, bound);
	}

	private static Goal value(String text, String figures, String contestant, double bound) {
		return new Goal(text, figures, contestant, "", Comparison.VALUE, false, bound);
	}

	Optional<Summary> in(Results results) {
		return results.find(this.figures).flatMap(this::compare);
	}

	private Optional<Summary> compare(Figures figures) {
		return switch (this.comparison) {
			case RATIO -> figures.ratio(this.contestant, this.baseline);
			case DIFFERENCE -> figures.difference(this.contestant, this.baseline);
			case VALUE -> figures.summary(this.contestant);
			case RATIO_OF_MEDIANS -> figures.summary(this.contestant)
				.flatMap((own) -> figures.summary(this.baseline).map((other) -> own.median() / other.median()))
				.map((ratio) -> new Summary(ratio, ratio, ratio));
		};
	}

	boolean isReachedBy(Summary summary) {
		return this.atLeast ? summary.median() >= this.bound : summary.median() <= this.bound;
	}

	/**
	 * How a contestant is compared with another one.
	 */
	enum Comparison {

		/**
		 * Median of the ratios within rounds.
		 */
		RATIO,

		/**
		 * Median of the differences within rounds.
		 */
		DIFFERENCE,

		/**
		 * Median of the contestant alone.
		 */
		VALUE,

		/**
		 * Ratio of the medians, for what is random in each round.
		 */
		RATIO_OF_MEDIANS

	}

}
