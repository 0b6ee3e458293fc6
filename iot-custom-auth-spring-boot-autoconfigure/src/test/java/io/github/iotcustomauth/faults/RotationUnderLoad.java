package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.iotcustomauth.ConnectedEvent;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.transport.ConnectionSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Eight threads publish and the handlers of eight subscriptions acknowledge, all on one
 * connection, while it is rotated. An operation that met the end of its native client
 * would end the JVM.
 */
final class RotationUnderLoad implements FaultRow {

	private static final int THREADS = 8;

	private static final int TIMES = Fault.FULL ? 200 : 10;

	private static final String CLIENT_ID = "both";

	// of each thread, until they arrive. When more than the receive maximum of 100 wait
	// for
	// their PUBACK, the embedded broker may forget to go on with a subscription.
	private static final int IN_FLIGHT = 5;

	private static final int BETWEEN_ROTATIONS = 300;

	private final Ledger ledger = new Ledger();

	private final List<Semaphore> inFlight = Stream.generate(() -> new Semaphore(IN_FLIGHT)).limit(THREADS).toList();

	private final AtomicBoolean over = new AtomicBoolean();

	@Override
	public String name() {
		return "rotation while 8 threads publish and acknowledge";
	}

	@Override
	public void run(FaultTable table) throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint();
				Application application = new Application(settings(endpoint), endpoint.trust())) {
			for (int i = 0; i < THREADS; i++) {
				application.receiving(topic(i), (message) -> received(Integer.parseInt(message.text())));
			}
			application.connected();
			List<Thread> threads = publish(application.connection());
			for (int i = 0; i < TIMES; i++) {
				int wanted = this.ledger.acknowledged() + BETWEEN_ROTATIONS;
				Bench.await(() -> this.ledger.acknowledged() >= wanted);
				if (i % 4 == 3) {
					// publishes meet a client that has ended by itself
					endByServer(endpoint, application);
				}
				else {
					application.reconnect().orTimeout(30, TimeUnit.SECONDS).join();
				}
			}
			this.over.set(true);
			for (Thread thread : threads) {
				thread.join(Bench.LIMIT.toMillis());
			}
			Bench.awaitEnd(this.ledger);
			List<Instant> connects = endpoint.core().getConnectAttempts(CLIENT_ID);
			Row row = table.add(Row.of(name(), TIMES, this.ledger, connects.size(), "the JVM lives"));
			assertThat(row.undone()).as("publishes without an end %s", this.ledger.undoneNumbers()).isZero();
			assertThat(row.lost()).as("lost %s", this.ledger.lostNumbers()).isZero();
			assertThat(row.failures()).isEmpty();
			assertThat(Fault.shortestGap(connects)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		}
	}

	private static void endByServer(LocalEndpoint endpoint, Application application) {
		long connections = connections(application);
		endpoint.core().disconnectClient(CLIENT_ID, 0x98);
		Bench.await(() -> connections(application) > connections);
	}

	private static long connections(Application application) {
		return application.events().stream().filter(ConnectedEvent.class::isInstance).count();
	}

	private static ConnectionSettings settings(LocalEndpoint endpoint) {
		return endpoint.settings(CLIENT_ID)
			.sessionExpiry(Duration.ofMinutes(10))
			// no connection lasts long enough to end the series of failures
			.reconnectDelay(Bench.SHORTEST_DELAY, Bench.SHORTEST_DELAY)
			.build();
	}

	private static String topic(int thread) {
		return "numbers/" + thread;
	}

	private List<Thread> publish(IotConnection connection) {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int first = i;
			Thread thread = new Thread(() -> publish(connection, first), "publisher-" + i);
			thread.setDaemon(true);
			thread.start();
			threads.add(thread);
		}
		Thread unkept = new Thread(() -> publishUnkept(connection), "publisher-qos0");
		unkept.setDaemon(true);
		unkept.start();
		threads.add(unkept);
		return threads;
	}

	// goes to whatever client there is, and is lost without one
	private void publishUnkept(IotConnection connection) {
		while (!this.over.get()) {
			connection.publish(IotMessage.to("unkept").qos(Qos.AT_MOST_ONCE).build());
			LockSupport.parkNanos(Duration.ofNanos(100_000).toNanos());
		}
	}

	private void received(int number) {
		if (this.ledger.received(number)) {
			this.inFlight.get(number % THREADS).release();
		}
	}

	private void publish(IotConnection connection, int first) {
		for (int number = first; !this.over.get(); number += THREADS) {
			this.inFlight.get(first).acquireUninterruptibly();
			this.ledger.publish(connection, topic(first), number);
			LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
		}
	}

}
