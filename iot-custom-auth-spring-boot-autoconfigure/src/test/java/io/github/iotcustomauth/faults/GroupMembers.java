package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.support.LocalEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two members of a shared subscription, which leave and join again in turn while messages
 * are handed to them.
 */
final class GroupMembers implements FaultRow {

	private static final int TIMES = Fault.FULL ? 100 : 10;

	private static final List<String> MEMBERS = List.of("member-0", "member-1");

	private static final TopicFilter GROUP = TopicFilter.of("$share/members/" + Traffic.TOPIC);

	// a member always has messages in work when it leaves
	private static final Duration TIME_TO_HANDLE = Duration.ofMillis(5);

	private final Ledger ledger = new Ledger();

	@Override
	public String name() {
		return "group members that come and go";
	}

	@Override
	public void run(FaultTable table) throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint();
				Application publisher = new Application(endpoint.settings(Bench.PUBLISHER).build(), endpoint.trust());
				Application first = member(endpoint, MEMBERS.get(0));
				Application second = member(endpoint, MEMBERS.get(1))) {
			List<Application> members = List.of(first.connected(), second.connected());
			ActiveSubscription[] subscriptions = { subscribe(first), subscribe(second) };
			publisher.connected();
			try (Traffic traffic = Traffic.start(publisher.connection(), this.ledger)) {
				for (int i = 0; i < TIMES; i++) {
					int leaving = i % members.size();
					awaitFlow();
					done(members.get(leaving).connection().unsubscribe(subscriptions[leaving]));
					awaitFlow();
					subscriptions[leaving] = subscribe(members.get(leaving));
				}
				traffic.close();
				Bench.awaitEnd(this.ledger);
			}
			Row row = table.add(Row.of(name(), TIMES, this.ledger, connects(endpoint), ""));
			assertThat(row.undone()).as("publishes without an end").isZero();
			assertThat(row.failures()).isEmpty();
			assertThat(row.lost()).as("lost %s", this.ledger.lostNumbers()).isZero();
			assertThat(row.connects()).isEqualTo(1 + MEMBERS.size());
		}
	}

	private static Application member(LocalEndpoint endpoint, String clientId) {
		return new Application(endpoint.settings(clientId).sessionExpiry(Duration.ofMinutes(10)).build(),
				endpoint.trust());
	}

	private ActiveSubscription subscribe(Application member) {
		ActiveSubscription subscription = member.connection().subscribe(IotSubscription.of(GROUP, this::handle));
		done(subscription.getGranted());
		return subscription;
	}

	private void handle(IotMessage message) {
		LockSupport.parkNanos(TIME_TO_HANDLE.toNanos());
		this.ledger.received(Integer.parseInt(message.text()));
	}

	private static void done(CompletableFuture<?> future) {
		future.orTimeout(30, TimeUnit.SECONDS).join();
	}

	private void awaitFlow() {
		int next = this.ledger.nextNumber();
		Bench.await(() -> this.ledger.hasReceivedFrom(next));
	}

	private static int connects(LocalEndpoint endpoint) {
		return Stream.concat(Stream.of(Bench.PUBLISHER), MEMBERS.stream())
			.mapToInt((clientId) -> endpoint.core().getConnectAttempts(clientId).size())
			.sum();
	}

}
