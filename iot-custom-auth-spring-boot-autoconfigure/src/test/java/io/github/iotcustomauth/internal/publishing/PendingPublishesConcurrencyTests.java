package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.connection.FakeTransport;
import io.github.iotcustomauth.internal.connection.FakeTransport.Publish;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.support.TestExecutors;
import org.junit.jupiter.api.RepeatedTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PendingPublishes} with several threads that publish while transports
 * come and go.
 */
class PendingPublishesConcurrencyTests {

	private static final int THREADS = 4;

	private static final int MESSAGES = 2_000;

	private final PendingPublishes pending = new PendingPublishes(
			TestPublishes.settings().maxPending(THREADS * MESSAGES, Long.MAX_VALUE).publishRate(0).build(),
			TestPublishes.NO_FILTERS, TestExecutors.SHARED.newEngine(), ConnectionMeters.NONE,
			TestExecutors.SHARED.callbacks(), TestExecutors.SHARED.completions());

	private final List<FakeTransport> transports = new ArrayList<>();

	private final ConcurrentLinkedQueue<CompletableFuture<Void>> results = new ConcurrentLinkedQueue<>();

	@RepeatedTest(5)
	void nothingIsLostAndNothingOvertakes() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			CountDownLatch start = new CountDownLatch(1);
			List<Future<?>> publishers = new ArrayList<>();
			for (int thread = 0; thread < THREADS; thread++) {
				String topic = "thread/" + thread;
				publishers.add(threads.submit(() -> publishAll(start, topic)));
			}
			start.countDown();
			rotateUntilDone(publishers);
		}
		finally {
			threads.shutdownNow();
		}
		FakeTransport last = connect((message) -> CompletableFuture.completedFuture(0));
		CompletableFuture.allOf(this.results.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
		assertThat(this.results).hasSize(THREADS * MESSAGES);
		assertThat(this.pending.close(TestPublishes.CLOSED)).succeedsWithin(Duration.ofSeconds(10));
		assertThat(last.publishes()).hasSizeLessThanOrEqualTo(THREADS * MESSAGES);
		this.transports.forEach(this::assertOrder);
		assertFirstOccurrencesAreInOrder();
	}

	private Void publishAll(CountDownLatch start, String topic) throws InterruptedException {
		start.await();
		for (int number = 0; number < MESSAGES; number++) {
			this.results.add(this.pending.publish(IotMessage.of(topic, String.valueOf(number))));
		}
		return null;
	}

	// answers some of the publishes at once and loses the rest with the transport
	private void rotateUntilDone(List<Future<?>> publishers) {
		SplittableRandom random = new SplittableRandom(42);
		while (!publishers.stream().allMatch(Future::isDone)) {
			FakeTransport transport = connect((message) -> new CompletableFuture<>());
			List<Publish> seen = List.of();
			for (int i = random.nextInt(50); i > 0; i--) {
				seen = transport.publishes();
				Thread.onSpinWait();
			}
			int acknowledged = random.nextInt(seen.size() + 1);
			seen.subList(0, acknowledged).forEach((publish) -> publish.answer().complete(0));
			this.pending.detach(false);
			transport.fail();
		}
	}

	private FakeTransport connect(Function<IotMessage, CompletableFuture<Integer>> publisher) {
		FakeTransport transport = new FakeTransport().publishWith(publisher);
		this.transports.add(transport);
		this.pending.attach(transport);
		return transport;
	}

	// on one transport the numbers of a thread only grow
	private void assertOrder(FakeTransport transport) {
		Map<String, Integer> last = new LinkedHashMap<>();
		for (Publish publish : transport.publishes()) {
			int number = Integer.parseInt(publish.message().text());
			Integer before = last.put(publish.message().topic(), number);
			assertThat(number).isGreaterThan((before != null) ? before : -1);
		}
	}

	// what the server sees for the first time is the next one of its thread
	private void assertFirstOccurrencesAreInOrder() {
		Map<String, Integer> last = new LinkedHashMap<>();
		this.transports.stream().flatMap((transport) -> transport.publishes().stream()).forEach((publish) -> {
			int number = Integer.parseInt(publish.message().text());
			int before = last.getOrDefault(publish.message().topic(), -1);
			assertThat(number).isLessThanOrEqualTo(before + 1);
			last.put(publish.message().topic(), Math.max(number, before));
		});
		assertThat(last.values()).containsOnly(MESSAGES - 1);
	}

}
