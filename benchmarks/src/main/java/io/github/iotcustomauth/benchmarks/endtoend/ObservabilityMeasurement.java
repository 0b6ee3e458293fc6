package io.github.iotcustomauth.benchmarks.endtoend;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.autoconfigure.metrics.IotMetricsAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.observation.IotObservationAutoConfiguration;
import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.Arrivals;
import io.github.iotcustomauth.benchmarks.client.StarterApplication;
import io.github.iotcustomauth.benchmarks.client.TracedApplication;
import io.github.iotcustomauth.benchmarks.measure.Allocation;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.measure.Rounds;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.listener.IotListener;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * Messages a second that an application publishes with its client and receives with a
 * listener, bytes with QoS 1 through mosquitto, at most 90 under way: with and without
 * meters and observations.
 */
public final class ObservabilityMeasurement extends BrokerMeasurement {

	/**
	 * Neither meters nor observations.
	 */
	public static final String NOTHING = "nothing";

	/**
	 * Meters alone.
	 */
	public static final String METERS = "meters";

	/**
	 * Meters and observations, which become timers.
	 */
	public static final String OBSERVATIONS = "meters, observations";

	/**
	 * Meters and observations, which become timers and spans.
	 */
	public static final String TRACING = "meters, observations, OpenTelemetry without exporter";

	private static final int WINDOW = 90;

	public ObservabilityMeasurement(Servers servers) {
		super("observability", servers);
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(4);
	}

	@Override
	protected void measure(Address broker, Load load, Results results) throws Exception {
		Figures rate = results.figures("observability", "publish to listener in one application", "messages/s");
		Figures bytes = results.figures("observability-allocation", "publish to listener, allocated", "B/message");
		String meters = IotMetricsAutoConfiguration.class.getName();
		String observations = IotObservationAutoConfiguration.class.getName();
		try (Observed nothing = Observed.start(broker, 0, Listener.class, meters, observations);
				Observed metered = Observed.start(broker, 1, Listener.class, observations);
				Observed observed = Observed.start(broker, 2, Listener.class);
				Observed traced = Observed.start(broker, 3, TracedListener.class)) {
			Map<String, Observed> all = new LinkedHashMap<>();
			all.put(NOTHING, nothing);
			all.put(METERS, metered);
			all.put(OBSERVATIONS, observed);
			all.put(TRACING, traced);
			rate.of(all.keySet());
			bytes.of(all.keySet());
			Rounds.run(load, all, (name, application, counted) -> {
				int messages = load.messages(counted);
				Allocation allocation = new Allocation();
				double perSecond = application.run(messages);
				if (counted) {
					bytes.add(name, allocation.perOperation(messages));
					rate.add(name, perSecond);
				}
			});
		}
	}

	private record Observed(ConfigurableApplicationContext application, IotClient client,
			Arrivals arrivals) implements AutoCloseable {

		static Observed start(Address broker, int number, Class<?> listener, String... excluded) {
			ConfigurableApplicationContext application = StarterApplication.start(broker, "observability-" + number,
					listener,
					StarterApplication.NO_DATABASE + ((excluded.length > 0) ? "," : "") + String.join(",", excluded),
					"--observability.number=" + number);
			return new Observed(application, application.getBean(IotClient.class),
					application.getBean(Listener.class).arrivals);
		}

		double run(int messages) throws InterruptedException {
			String topic = this.application.getEnvironment().getRequiredProperty("observability.number");
			byte[] payload = new byte[200];
			this.arrivals.expect(messages, WINDOW);
			for (int i = 0; i < messages; i++) {
				this.arrivals.awaitWindow();
				this.client.to("observability/" + topic + "/{device}", "17").body(payload).send();
			}
			return this.arrivals.await(Duration.ofSeconds(60));
		}

		@Override
		public void close() {
			this.application.close();
		}

	}

	/**
	 * Listener of the applications.
	 */
	static class Listener {

		private final Arrivals arrivals = new Arrivals();

		@IotListener("observability/${observability.number}/{device}")
		void bytes(byte[] payload) {
			this.arrivals.arrived();
		}

	}

	/**
	 * Listener of the application with tracing.
	 */
	@Import(TracedApplication.class)
	static final class TracedListener extends Listener {

	}

}
