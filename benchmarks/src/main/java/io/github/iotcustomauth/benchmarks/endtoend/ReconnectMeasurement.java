package io.github.iotcustomauth.benchmarks.endtoend;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.CrtClient;
import io.github.iotcustomauth.benchmarks.client.LibraryConnections;
import io.github.iotcustomauth.benchmarks.client.OtherClients;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.server.CuttableProxy;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import software.amazon.awssdk.crt.mqtt5.QOS;

/**
 * Time from the cut of a TCP connection to the first message of the subscription that was
 * made anew; a message is published every 10 milliseconds. Delays of reconnects are 1
 * second to 2 minutes. All connections are cut at once, each behind a proxy of its own;
 * the contestants whose delays are random have several.
 */
public final class ReconnectMeasurement extends BrokerMeasurement {

	/**
	 * The native client that waits for the shortest delay.
	 */
	public static final String NO_JITTER = "CRT, no jitter";

	/**
	 * The native client with its default jitter.
	 */
	public static final String JITTER = "CRT";

	// as many as their means need to be steady: delays are random
	private static final int CONNECTIONS = 20;

	private static final int TICK_MILLIS = 10;

	private static final Duration MIN = Duration.ofSeconds(1);

	private static final Duration MAX = Duration.ofMinutes(2);

	private static final String TOPIC = "reconnect/tick";

	private static final Duration LIMIT = Duration.ofSeconds(60);

	public ReconnectMeasurement(Servers servers) {
		super("reconnect", servers);
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(6);
	}

	@Override
	protected void measure(Address broker, Load load, Results results) throws Exception {
		Figures figures = results.figures("reconnect", "cut to subscribed again", "ms");
		List<Cuttable> all = new ArrayList<>();
		ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
		List<AutoCloseable> clients = new ArrayList<>();
		try (LibraryConnections library = new LibraryConnections(broker);
				CrtClient ticker = new CrtClient(broker, "reconnect-ticker", (message) -> {
				}).connect()) {
			for (int i = 0; i < (load.complete() ? CONNECTIONS : 1); i++) {
				clients.add(crt(add(all, JITTER, broker), broker, "reconnect-crt-" + i, true));
				clients.add(library(add(all, Contestants.CONNECTION, broker), library, "reconnect-library-" + i));
			}
			clients.add(crt(add(all, NO_JITTER, broker), broker, "reconnect-crt", false));
			clients.add(hive(add(all, Contestants.HIVE, broker), broker));
			byte[] payload = new byte[8];
			ticks.scheduleAtFixedRate(() -> ticker.publish(TOPIC, QOS.AT_MOST_ONCE, payload), 0, TICK_MILLIS,
					TimeUnit.MILLISECONDS);
			for (int cut = 0; cut < load.cuts(); cut++) {
				TimeUnit.MILLISECONDS.sleep(load.settle().toMillis());
				all.forEach(Cuttable::cut);
				for (Cuttable each : all) {
					figures.add(each.name, each.await());
				}
			}
			ticks.shutdownNow();
			ticks.awaitTermination(5, TimeUnit.SECONDS);
			for (AutoCloseable client : clients) {
				client.close();
			}
			ticker.disconnect();
		}
		finally {
			ticks.shutdownNow();
			all.forEach((each) -> each.proxy.close());
		}
	}

	private static Cuttable add(List<Cuttable> all, String name, Address broker) throws IOException {
		Cuttable cuttable = new Cuttable(name, new CuttableProxy(broker.port()));
		all.add(cuttable);
		return cuttable;
	}

	private static AutoCloseable crt(Cuttable cuttable, Address broker, String clientId, boolean jitter)
			throws InterruptedException {
		return CrtClient
			.reconnecting(cuttable.address(broker), clientId, MIN, MAX, jitter, (message) -> cuttable.arrived())
			.connectSubscribed(TOPIC);
	}

	private static AutoCloseable library(Cuttable cuttable, LibraryConnections library, String clientId)
			throws Exception {
		DefaultIotConnection connection = library.create(cuttable.proxy.port(), clientId, library.transports(), MIN);
		connection.subscribe(TopicFilter.of(TOPIC), Qos.AT_MOST_ONCE, (message) -> cuttable.arrived());
		connection.start().get(20, TimeUnit.SECONDS);
		return () -> connection.stop(Duration.ofSeconds(5));
	}

	private static AutoCloseable hive(Cuttable cuttable, Address broker) throws Exception {
		Mqtt5AsyncClient client = OtherClients.hive(cuttable.address(broker), "reconnect-hive")
			.automaticReconnect()
			.initialDelay(MIN.toMillis(), TimeUnit.MILLISECONDS)
			.maxDelay(MAX.toMillis(), TimeUnit.MILLISECONDS)
			.applyAutomaticReconnect()
			.buildAsync();
		OtherClients.connected(client);
		client.subscribeWith()
			.topicFilter(TOPIC)
			.qos(MqttQos.AT_MOST_ONCE)
			.callback((message) -> cuttable.arrived())
			.send()
			.get(20, TimeUnit.SECONDS);
		return () -> client.disconnect().get(20, TimeUnit.SECONDS);
	}

	/**
	 * Contestant behind its proxy.
	 */
	private static final class Cuttable {

		private final String name;

		private final CuttableProxy proxy;

		private volatile CountDownLatch back = new CountDownLatch(0);

		private volatile long cutAt;

		private volatile long backAt;

		private Cuttable(String name, CuttableProxy proxy) {
			this.name = name;
			this.proxy = proxy;
		}

		private Address address(Address broker) {
			return Address.of(this.proxy.port(), broker.certificates());
		}

		// what had arrived before the cut may be handled later
		private void arrived() {
			if (this.back.getCount() > 0 && this.proxy.acceptedAt() - this.cutAt > 0) {
				this.backAt = System.nanoTime();
				this.back.countDown();
			}
		}

		private void cut() {
			this.proxy.cut();
			this.cutAt = System.nanoTime();
			this.back = new CountDownLatch(1);
		}

		private double await() throws InterruptedException {
			if (!this.back.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("A client has not come back");
			}
			return (this.backAt - this.cutAt) / 1e6;
		}

	}

}
