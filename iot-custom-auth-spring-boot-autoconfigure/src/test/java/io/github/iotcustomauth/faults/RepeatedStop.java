package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.support.LocalEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The publisher and the receiver are stopped and started again in turn, whatever they are
 * doing.
 */
final class RepeatedStop implements FaultRow {

	private static final int TIMES = Fault.FULL ? 50 : 5;

	private static final Duration LONGEST_STOP = Application.TIME_TO_STOP.plusSeconds(5);

	private final Ledger ledger = new Ledger();

	private final List<CompletableFuture<?>> futures = new ArrayList<>();

	@Override
	public String name() {
		return "stop in the middle of everything";
	}

	@Override
	public void run(FaultTable table) throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint();
				Application receiver = application(endpoint, Bench.RECEIVER).receiving(Traffic.TOPIC,
						(message) -> this.ledger.received(Integer.parseInt(message.text())));
				Application publisher = application(endpoint, Bench.PUBLISHER)) {
			receiver.connected();
			publisher.connected();
			try (Traffic traffic = Traffic.start(publisher.connection(), this.ledger)) {
				for (int i = 0; i < TIMES; i++) {
					awaitFlow();
					stop((i % 2 == 0) ? publisher : receiver, i % 5, endpoint);
				}
				awaitFlow();
				traffic.close();
				Bench.awaitEnd(this.ledger);
			}
			Row row = table.add(Row.of(name(), TIMES, this.ledger, connects(endpoint),
					this.futures.size() + " other operations in flight"));
			assertThat(this.futures).allMatch(CompletableFuture::isDone);
			assertThat(row.undone()).as("publishes without an end").isZero();
			assertThat(row.failures().keySet()).isSubsetOf(Set.of(FailureReason.CONNECTION_CLOSED.name()));
			assertThat(row.lost()).as("lost %s", this.ledger.lostNumbers()).isZero();
			assertThat(Fault.shortestGap(endpoint.core().getConnectAttempts(Bench.PUBLISHER)))
				.isGreaterThanOrEqualTo(Bench.SHORTEST_DELAY);
			assertThat(Fault.shortestGap(endpoint.core().getConnectAttempts(Bench.RECEIVER)))
				.isGreaterThanOrEqualTo(Bench.SHORTEST_DELAY);
		}
	}

	private static Application application(LocalEndpoint endpoint, String clientId) {
		return new Application(endpoint.settings(clientId)
			.maxPending(100_000, 64L << 20)
			.sessionExpiry(Duration.ofMinutes(10))
			.reconnectDelay(Bench.SHORTEST_DELAY, Bench.LONGEST_DELAY)
			.build(), endpoint.trust());
	}

	private void stop(Application application, int activity, LocalEndpoint endpoint) {
		IotConnection connection = application.connection();
		switch (activity) {
			case 1 -> {
				this.futures.add(connection.reconnect());
				this.futures.add(connection.refreshCredentials());
			}
			case 2 -> {
				ActiveSubscription other = connection.subscribe(TopicFilter.of("other"), Qos.AT_LEAST_ONCE,
						(message) -> {
						});
				this.futures.add(other.getGranted());
				this.futures.add(connection.publish(IotMessage.to("other").qos(Qos.AT_MOST_ONCE).build()));
				this.futures.add(connection.unsubscribe(other));
			}
			case 3 -> endpoint.core().cutConnections();
			case 4 -> {
				stop(application);
				this.futures.add(application.connection().start());
			}
			default -> {
				// traffic alone
			}
		}
		stop(application);
		this.futures.add(application.connection().start());
		Bench.await(() -> application.status().isConnected());
	}

	private static void stop(Application application) {
		long start = System.nanoTime();
		application.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as("stop").isLessThan(LONGEST_STOP);
	}

	private void awaitFlow() {
		int acknowledged = this.ledger.acknowledged();
		Bench.await(() -> this.ledger.acknowledged() > acknowledged);
		int next = this.ledger.nextNumber();
		Bench.await(() -> this.ledger.hasReceivedFrom(next));
	}

	private static int connects(LocalEndpoint endpoint) {
		return endpoint.core().getConnectAttempts(Bench.PUBLISHER).size()
				+ endpoint.core().getConnectAttempts(Bench.RECEIVER).size();
	}

}
