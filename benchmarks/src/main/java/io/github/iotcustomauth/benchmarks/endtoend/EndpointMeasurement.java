package io.github.iotcustomauth.benchmarks.endtoend;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.Arrivals;
import io.github.iotcustomauth.benchmarks.client.CrtClient;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.measure.Rounds;
import software.amazon.awssdk.crt.mqtt5.QOS;

/**
 * Messages a second from one bare client to another with QoS 1 and at most 90 messages
 * under way, through the local endpoint and through mosquitto.
 */
public final class EndpointMeasurement extends BrokerMeasurement {

	/**
	 * The local endpoint.
	 */
	public static final String ENDPOINT = "local endpoint";

	/**
	 * The broker.
	 */
	public static final String MOSQUITTO = "mosquitto";

	// below AWS's limit of unacknowledged messages, which the endpoint keeps
	private static final int WINDOW = 90;

	private static final String TOPIC = "endpoint/message";

	public EndpointMeasurement(Servers servers) {
		super("endpoint", servers);
	}

	@Override
	protected void measure(Address broker, Load load, Results results) throws Exception {
		Figures figures = results.figures("endpoint", "publish to receive, QoS 1", "messages/s");
		Map<String, Address> addresses = new LinkedHashMap<>();
		addresses.put(MOSQUITTO, broker);
		addresses.put(ENDPOINT, servers().endpoint());
		byte[] payload = new byte[200];
		figures.of(addresses.keySet());
		Rounds.run(load, addresses, (name, address, counted) -> {
			Arrivals arrivals = new Arrivals();
			int messages = load.messages(counted);
			arrivals.expect(messages, WINDOW);
			try (CrtClient in = new CrtClient(address, "endpoint-in", (message) -> arrivals.arrived()).connect()
				.subscribe(TOPIC); CrtClient out = new CrtClient(address, "endpoint-out", (message) -> {
				}).connect()) {
				for (int i = 0; i < messages; i++) {
					arrivals.awaitWindow();
					out.publish(TOPIC, QOS.AT_LEAST_ONCE, payload);
				}
				double perSecond = arrivals.await(Duration.ofSeconds(60));
				if (counted) {
					figures.add(name, perSecond);
				}
				out.disconnect();
				in.disconnect();
			}
		});
	}

}
