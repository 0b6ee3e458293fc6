package io.github.iotcustomauth.benchmarks.report;

import java.util.List;

import io.github.iotcustomauth.benchmarks.endtoend.ConnectMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.Contestants;
import io.github.iotcustomauth.benchmarks.endtoend.EndpointMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.ObservabilityMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.ReconnectMeasurement;
import io.github.iotcustomauth.benchmarks.growth.MemoryMeasurement;
import io.github.iotcustomauth.benchmarks.growth.StartMeasurement;
import io.github.iotcustomauth.benchmarks.report.Goal.Comparison;

/**
 * All that the library is held to.
 */
final class Goals {

	static final List<Goal> ALL = List.of(
			ratio("publish QoS 1, 100 outstanding, `IotConnection` ÷ CRT", "0.96 to 1.0", "publish",
					Contestants.CONNECTION, Contestants.CRT, 0.97),
			ratio("publish, `IotClient` JSON ÷ CRT + Jackson", "0.91", "publish", Contestants.CLIENT_JSON,
					Contestants.CRT_JACKSON, 0.95),
			ratio("publish, `IotConnection` ÷ HiveMQ client", "1.31", "publish", Contestants.CONNECTION,
					Contestants.HIVE, 1.3),
			ratio("publish, `IotConnection` ÷ Spring Integration", "11", "publish", Contestants.CONNECTION,
					Contestants.SPRING_INTEGRATION, 10),
			ratio("receive QoS 1 through mosquitto, handler ÷ CRT", "0.78", "receive-1", Contestants.CONNECTION,
					Contestants.CRT, 0.95),
			ratio("the same, bytes listener ÷ CRT", "0.72", "receive-1", Contestants.LISTENER_BYTES, Contestants.CRT,
					0.9),
			ratio("the same, JSON listener ÷ CRT + Jackson", "0.57", "receive-1", Contestants.LISTENER_JSON,
					Contestants.CRT_JACKSON, 0.95),
			ratio("receive QoS 1 from a fast server, handler ÷ CRT", "0.44", "receive-fast", Contestants.CONNECTION,
					Contestants.CRT, 0.85),
			ratio("the same, bytes listener ÷ CRT", "0.41", "receive-fast", Contestants.LISTENER_BYTES, Contestants.CRT,
					0.85),
			ratio("the same, JSON listener ÷ CRT + Jackson", "0.31", "receive-fast", Contestants.LISTENER_JSON,
					Contestants.CRT_JACKSON, 0.85),
			ratio("receive QoS 0 through mosquitto, handler ÷ CRT", "0.59", "receive-0", Contestants.CONNECTION,
					Contestants.CRT, 0.9),
			ratio("publish to listener, with meters ÷ without", "–", "observability", ObservabilityMeasurement.METERS,
					ObservabilityMeasurement.NOTHING, 0.97),
			ratio("the same, with observations ÷ without anything", "–", "observability",
					ObservabilityMeasurement.OBSERVATIONS, ObservabilityMeasurement.NOTHING, 0.9),
			ratio("the same, with OpenTelemetry ÷ without anything", "–", "observability",
					ObservabilityMeasurement.TRACING, ObservabilityMeasurement.NOTHING, 0.9),
			difference("latency added to CRT at 1,000/s, p50, µs", "70", "latency-p50", Contestants.CONNECTION,
					Contestants.CRT, 30),
			difference("latency added to CRT at 1,000/s, p99, µs", "278 to 1,694", "latency-p99",
					Contestants.CONNECTION, Contestants.CRT, 100),
			difference("allocated over CRT, publish, B", "1,144", "publish-allocation", Contestants.CONNECTION,
					Contestants.CRT, 200),
			difference("allocated over CRT, client with bytes, B", "2,252", "publish-allocation",
					Contestants.CLIENT_BYTES, Contestants.CRT, 400),
			difference("allocated over CRT + Jackson, client with JSON, B", "4,466", "publish-allocation",
					Contestants.CLIENT_JSON, Contestants.CRT_JACKSON, 600),
			difference("allocated over CRT, handler, B", "948", "receive-allocation", Contestants.CONNECTION,
					Contestants.CRT, 256),
			difference("allocated over CRT, bytes listener, B", "2,412", "receive-allocation",
					Contestants.LISTENER_BYTES, Contestants.CRT, 800),
			difference("allocated over CRT + Jackson, JSON listener, B", "2,446", "receive-allocation",
					Contestants.LISTENER_JSON, Contestants.CRT_JACKSON, 800),
			value("connect, p50, ms", "4.5", "connect", ConnectMeasurement.KEPT, 3),
			value("connect with a new TLS context, p50, ms", "12.8", "connect", ConnectMeasurement.NEW, 4),
			new Goal("cut to subscribed again ÷ CRT with the same minimum and jitter, ratio of means", "1.76 to 2.3",
					"reconnect", Contestants.CONNECTION, ReconnectMeasurement.JITTER, Comparison.RATIO_OF_MEANS, false,
					1.1),
			difference("context start over `enabled: false`, ms", "350", "start", StartMeasurement.ENABLED,
					StartMeasurement.DISABLED, 120),
			value("OS threads of a connection, of 100", "1 to 3", "memory-threads", MemoryMeasurement.CONNECTION, 0),
			value("resident memory of a connection, of 100, KB", "249 to 721", "memory-resident",
					MemoryMeasurement.CONNECTION, 120),
			// its goal is not a number: more threads publish more
			new Goal("outbox, PostgreSQL, 32 threads, publishes/s", "476 to 2,070", "outbox-32", "PostgreSQL", "",
					Comparison.VALUE, true, Double.NaN),
			ratio("endpoint ÷ mosquitto, publish to receive", "0.43", "endpoint", EndpointMeasurement.ENDPOINT,
					EndpointMeasurement.MOSQUITTO, 0.8),
			new Goal("one ordered handler, library alone, messages/s", "45,000 to 59,000", "library-time",
					"receive: ordered handler", "", Comparison.PER_SECOND, true, 1_000_000),
			difference("matching 1,000 filters rather than 1, library alone, ns", "34,000", "library-time",
					"receive: handler with 1000 filters", "receive: handler with 1 filters", 1000),
			difference("matching 10,000 filters rather than 1, library alone, ns", "–", "library-time",
					"receive: handler with 10000 filters", "receive: handler with 1 filters", 1000));

	private Goals() {
	}

	private static Goal ratio(String text, String last, String figures, String contestant, String baseline,
			double bound) {
		return new Goal(text, last, figures, contestant, baseline, Comparison.RATIO, true, bound);
	}

	private static Goal difference(String text, String last, String figures, String contestant, String baseline,
			double bound) {
		return new Goal(text, last, figures, contestant, baseline, Comparison.DIFFERENCE, false, bound);
	}

	private static Goal value(String text, String last, String figures, String contestant, double bound) {
		return new Goal(text, last, figures, contestant, "", Comparison.VALUE, false, bound);
	}

}
