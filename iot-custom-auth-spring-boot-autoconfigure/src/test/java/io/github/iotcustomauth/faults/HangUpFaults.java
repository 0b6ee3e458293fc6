package io.github.iotcustomauth.faults;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.publishing.PublishingStatus;
import io.github.iotcustomauth.local.Faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * One packet on which the endpoint closes the connection without a reason, as AWS does
 * for a reserved topic that it does not know.
 */
final class HangUpFaults {

	private static final String RESERVED = "$aws/thing/typo/shadow/update";

	private static final String GRANTED = "granted";

	// losses until a suspect is tried alone, trials, and some that it had no part in
	private static final int MOST_CONNECTS = 10;

	private HangUpFaults() {
	}

	static List<Fault> all() {
		return List.of(Fault.of("hang-up on one publish", 3, HangUpFaults::publish),
				Fault.of("hang-up on one filter", 3, HangUpFaults::filter),
				Fault.of("two hang-ups by chance", 5, HangUpFaults::twice));
	}

	private static void publish(Bench bench) {
		int connects = bench.connects(Bench.PUBLISHER).size();
		CompletableFuture<Void> refused = bench.publisher().connection().publish(IotMessage.of(RESERVED, "{}"));
		awaitFlowBefore(refused, bench);
		Bench.await(refused::isDone);
		assertThatException().isThrownBy(refused::join).withMessageContaining(RESERVED);
		bench.awaitFlow();
		assertThat(bench.connects(Bench.PUBLISHER)).hasSizeLessThanOrEqualTo(connects + MOST_CONNECTS);
	}

	private static void filter(Bench bench) {
		IotConnection connection = bench.receiver().connection();
		int connects = bench.connects(Bench.RECEIVER).size();
		TopicFilter bad = TopicFilter.of(RESERVED);
		CompletableFuture<Void> arrived = new CompletableFuture<>();
		ActiveSubscription refused = connection.subscribe(bad, Qos.AT_LEAST_ONCE, (message) -> {
		});
		ActiveSubscription granted = connection.subscribe(TopicFilter.of(GRANTED), Qos.AT_LEAST_ONCE,
				(message) -> arrived.complete(null));
		awaitFlowBefore(refused.getGranted(), bench);
		Bench.await(granted.getGranted()::isDone);
		assertThat(granted.getGranted()).isCompleted();
		bench.publisher().connection().publish(IotMessage.of(GRANTED, ""));
		Bench.await(arrived::isDone);
		Bench.await(refused.getGranted()::isDone);
		assertThatException().isThrownBy(refused.getGranted()::join).withMessageContaining(RESERVED);
		assertThat(connection.getRefusedSubscriptions()).containsOnlyKeys(bad);
		connection.unsubscribe(refused);
		connection.unsubscribe(granted);
		bench.awaitFlow();
		assertThat(connection.getRefusedSubscriptions()).isEmpty();
		assertThat(bench.connects(Bench.RECEIVER)).hasSizeLessThanOrEqualTo(connects + MOST_CONNECTS);
	}

	// the same publish is unanswered both times, so that its topic is tried alone
	private static void twice(Bench bench) {
		Faults faults = bench.endpoint().core().faults();
		bench.interrupt(() -> {
			faults.neverPuback(true);
			for (int i = 0; i < 2; i++) {
				Bench.await(() -> bench.publisher().status().isConnected() && publishing(bench).inFlight() > 0);
				bench.publisherNetwork().cut();
				Bench.await(() -> !bench.publisher().status().isConnected());
			}
			// before the endpoint answers, since the first answer acquits
			Bench.await(() -> !publishing(bench).suspects().isEmpty());
			faults.reset();
		}, bench.publisher());
	}

	private static PublishingStatus publishing(Bench bench) {
		return bench.publisher().connection().getMonitor().getDetails().publishing();
	}

	// the others do not wait for the verdict
	private static void awaitFlowBefore(CompletableFuture<Void> verdict, Bench bench) {
		int next = bench.ledger().nextNumber();
		Bench.await(() -> bench.ledger().hasReceivedFrom(next) || verdict.isDone());
		assertThat(verdict).isNotDone();
	}

}
