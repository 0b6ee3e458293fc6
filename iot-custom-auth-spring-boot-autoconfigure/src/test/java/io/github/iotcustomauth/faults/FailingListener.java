package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.support.LocalEndpoint;

import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener overflows the stack with each of its messages, and again when they are tried
 * again, beside one that works. Nothing of the second is late or lost, and the messages
 * of the first are recovered and acknowledged.
 */
final class FailingListener implements FaultRow {

	private static final int MESSAGES = 1000;

	// a backlog of the first listener would fill the window that both have
	private static final int AT_A_TIME = 20;

	private static final Duration LATE = Duration.ofSeconds(2);

	private final Ledger ledger = new Ledger();

	private final Map<Integer, Long> publishedAt = new ConcurrentHashMap<>();

	private final AtomicLong latest = new AtomicLong();

	private final AtomicInteger calls = new AtomicInteger();

	private final AtomicInteger recovered = new AtomicInteger();

	private final Semaphore failing = new Semaphore(AT_A_TIME);

	@Override
	public String name() {
		return "listener that overflows the stack " + MESSAGES + " times";
	}

	@Override
	public void run(FaultTable table) throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint();
				Application publisher = new Application(endpoint.settings("publisher").build(), endpoint.trust())
					.connected();
				Application receiver = receiver(endpoint)) {
			for (int number = 0; number < MESSAGES; number++) {
				assertThat(this.failing.tryAcquire(Bench.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
				publisher.connection().publish(IotMessage.of("failing/" + number % 10, "x")).join();
				this.publishedAt.put(number, System.nanoTime());
				this.ledger.publish(publisher.connection(), Traffic.TOPIC, number);
			}
			Bench.awaitEnd(this.ledger);
			Bench.await(() -> this.recovered.get() == MESSAGES && this.ledger.received() == MESSAGES
					&& receiver.connection().getReceiveStatus().unacknowledged() == 0);
			Row row = table
				.add(Row.of(name(), MESSAGES, this.ledger, endpoint.core().getConnectAttempts("receiver").size(),
						"latest after %d ms".formatted(Duration.ofNanos(this.latest.get()).toMillis())));
			assertThat(row.lost()).as("lost %s", this.ledger.lostNumbers()).isZero();
			assertThat(row.duplicated()).isZero();
			assertThat(this.ledger.disordered()).as("out of order").isZero();
			assertThat(Duration.ofNanos(this.latest.get())).isLessThan(LATE);
			assertThat(this.calls).hasValue(2 * MESSAGES);
			assertThat(row.connects()).isEqualTo(1);
		}
	}

	private Application receiver(LocalEndpoint endpoint) {
		Application receiver = new Application(endpoint.settings("receiver").build(), endpoint.trust())
			.receiving(Traffic.TOPIC, (message) -> received(Integer.parseInt(message.text())))
			.connected();
		IotListenerErrorHandler errorHandler = IotListenerErrorHandler.retrying(new FixedBackOff(1, 1), (failed) -> {
			assertThat(failed.failure()).hasCauseInstanceOf(StackOverflowError.class);
			this.recovered.incrementAndGet();
			this.failing.release();
		});
		receiver.connection().subscribe(IotSubscription.of(TopicFilter.of("failing/+"), (message) -> {
			this.calls.incrementAndGet();
			overflow(0);
		}).withConcurrency(2).withErrorHandler(errorHandler::handle)).getGranted().join();
		return receiver;
	}

	private void received(int number) {
		this.ledger.received(number);
		Long published = this.publishedAt.get(number);
		if (published != null) {
			this.latest.accumulateAndGet(System.nanoTime() - published, Math::max);
		}
	}

	private static long overflow(long depth) {
		return (depth < Long.MAX_VALUE) ? overflow(depth + 1) + 1 : depth;
	}

}
