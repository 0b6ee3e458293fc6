package io.github.iotcustomauth.benchmarks.endtoend;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.CrtClient;
import io.github.iotcustomauth.benchmarks.client.LibraryConnections;
import io.github.iotcustomauth.benchmarks.client.OtherClients;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;

/**
 * Time from the start of a client to its CONNACK over TLS.
 */
public final class ConnectMeasurement extends BrokerMeasurement {

	/**
	 * The library with a TLS context that the process has used before.
	 */
	public static final String KEPT = "IotConnection, TLS context kept";

	/**
	 * The library with all new.
	 */
	public static final String NEW = "IotConnection, new TLS context";

	private static final int WARM_UPS = 20;

	public ConnectMeasurement(Servers servers) {
		super("connect", servers);
	}

	@Override
	protected void measure(Address broker, Load load, Results results) throws Exception {
		Figures figures = results.figures("connect", "start to CONNACK over TLS", "ms");
		Mqtt5AsyncClient hive = OtherClients.hive(broker, "connect-hive").buildAsync();
		try (LibraryConnections library = new LibraryConnections(broker);
				CrtClient crt = new CrtClient(broker, "connect-crt", (message) -> {
				})) {
			Map<String, Connect> all = new LinkedHashMap<>();
			all.put("CRT, client kept", () -> {
				long start = System.nanoTime();
				crt.connect();
				long nanos = System.nanoTime() - start;
				crt.disconnect();
				return nanos;
			});
			all.put(KEPT, () -> connect(library, broker, library.transports()));
			all.put(NEW, () -> {
				try (CrtMqttTransportFactory transports = library.newTransports()) {
					return connect(library, broker, transports);
				}
			});
			all.put("HiveMQ client, client kept", () -> {
				long start = System.nanoTime();
				OtherClients.connected(hive);
				long nanos = System.nanoTime() - start;
				hive.disconnect().get(20, TimeUnit.SECONDS);
				return nanos;
			});
			for (int i = -Math.min(WARM_UPS, load.connects()); i < load.connects(); i++) {
				for (Map.Entry<String, Connect> each : all.entrySet()) {
					long nanos = each.getValue().connect();
					if (i >= 0) {
						figures.add(each.getKey(), nanos / 1e6);
					}
				}
			}
		}
	}

	private static long connect(LibraryConnections library, Address broker, CrtMqttTransportFactory transports)
			throws Exception {
		DefaultIotConnection connection = library.create(broker.port(), "connect-library", transports,
				Duration.ofSeconds(1));
		long start = System.nanoTime();
		connection.start().get(20, TimeUnit.SECONDS);
		long nanos = System.nanoTime() - start;
		connection.stop(Duration.ofSeconds(5));
		return nanos;
	}

	@FunctionalInterface
	private interface Connect {

		long connect() throws Exception;

	}

}
