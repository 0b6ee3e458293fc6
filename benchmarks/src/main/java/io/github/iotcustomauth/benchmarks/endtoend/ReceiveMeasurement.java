package io.github.iotcustomauth.benchmarks.endtoend;

import java.time.Duration;
import java.util.Map;

import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.CrtClient;
import io.github.iotcustomauth.benchmarks.measure.Allocation;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.measure.Rounds;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.mqtt5.QOS;

/**
 * Messages a second from the first to the last in the handler. Through mosquitto, fed by
 * this process with at most 200 messages under way, with QoS 1 and 0; and from the
 * {@linkplain io.github.iotcustomauth.benchmarks.server.FastServer fast server} with QoS
 * 1.
 */
public final class ReceiveMeasurement implements Measurement {

	private static final int WINDOW = 200;

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private final Servers servers;

	public ReceiveMeasurement(Servers servers) {
		this.servers = servers;
	}

	@Override
	public String name() {
		return "receive";
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(11);
	}

	@Override
	public void measure(Load load, Results results) throws Exception {
		Address broker = this.servers.mosquitto();
		if (broker != null) {
			throughBroker(broker, load, results);
		}
		else {
			results
				.skip("Receiving through a broker needs mosquitto, which " + this.servers.whyWithoutMosquitto() + ".");
		}
		Receivers receivers = new Receivers(this.servers.fastServerAddress());
		try {
			Figures rate = results.figures("receive-fast", "receive QoS 1, 200 B, from the fast server", "messages/s");
			Figures bytes = results.figures("receive-allocation", "receive QoS 1, allocated", "B/message");
			run(load, receivers, rate, bytes, (receiver, payload, messages) -> {
				receiver.arrivals().expect(messages, messages);
				this.servers.fastServer().send(receiver.clientId(), receiver.topic(), payload, 1, messages);
			});
		}
		finally {
			receivers.stop();
		}
	}

	private void throughBroker(Address broker, Load load, Results results) throws Exception {
		Receivers receivers = new Receivers(broker);
		try (CrtClient feeder = new CrtClient(broker, "feeder", (message) -> {
		}).connect()) {
			run(load, receivers, results.figures("receive-1", "receive QoS 1, 200 B, through mosquitto", "messages/s"),
					null,
					(receiver, payload, messages) -> feed(feeder, QOS.AT_LEAST_ONCE, receiver, payload, messages));
			run(load, receivers, results.figures("receive-0", "receive QoS 0, 200 B, through mosquitto", "messages/s"),
					null, (receiver, payload, messages) -> feed(feeder, QOS.AT_MOST_ONCE, receiver, payload, messages));
			feeder.disconnect();
		}
		finally {
			receivers.stop();
		}
	}

	private void feed(CrtClient feeder, QOS qos, Receivers.Receiver receiver, byte[] payload, int messages)
			throws InterruptedException {
		receiver.arrivals().expect(messages, WINDOW);
		for (int i = 0; i < messages; i++) {
			receiver.arrivals().awaitWindow();
			feeder.publish(receiver.topic(), qos, payload);
		}
	}

	private void run(Load load, Receivers receivers, Figures rate, @Nullable Figures bytes, Feed feed)
			throws Exception {
		Map<String, Receivers.Receiver> all = receivers.all();
		rate.of(all.keySet());
		if (bytes != null) {
			bytes.of(all.keySet());
		}
		Rounds.run(load, all, (name, receiver, counted) -> {
			int messages = load.messages(counted);
			Allocation allocation = new Allocation();
			feed.feed(receiver, receivers.payload(receiver), messages);
			double perSecond = receiver.arrivals().await(LIMIT);
			if (counted) {
				if (bytes != null) {
					bytes.add(name, allocation.perOperation(messages));
				}
				rate.add(name, perSecond);
			}
		});
	}

	@FunctionalInterface
	private interface Feed {

		void feed(Receivers.Receiver receiver, byte[] payload, int messages) throws Exception;

	}

}
