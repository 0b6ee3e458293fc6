package io.github.iotcustomauth.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SubscribedHandler}.
 */
class SubscribedHandlerTests {

	private final List<Runnable> pool = new ArrayList<>();

	private final List<String> done = new ArrayList<>();

	@Test
	void oneAtATimeMeansInOrderOfArrivalOverAllTopics() {
		SubscribedHandler handler = handler(1);
		for (String text : List.of("a1", "a2", "b3", "a4", "c5")) {
			assertThat(offer(handler, text)).isTrue();
		}
		assertThat(this.pool).hasSize(1);
		runPool();
		assertThat(this.done).containsExactly("a1", "a2", "b3", "a4", "c5");
	}

	@Test
	void asManyTopicsAsAllowedRunAtTheSameTime() {
		SubscribedHandler handler = handler(2);
		List.of("a1", "b1", "c1", "a2", "b2").forEach((text) -> offer(handler, text));
		assertThat(this.pool).hasSize(2);
		assertThat(handler.isEmpty()).isFalse();
		runPool();
		assertThat(this.done).containsExactlyInAnyOrder("a1", "b1", "c1", "a2", "b2")
			.containsSubsequence("a1", "a2")
			.containsSubsequence("b1", "b2");
		assertThat(handler.isEmpty()).isTrue();
	}

	@Test
	void roomIsSharedByAllTopics() {
		SubscribedHandler handler = handler(3);
		for (int i = 0; i < 5; i++) {
			assertThat(handler.offer(message("t" + i, Qos.AT_MOST_ONCE), () -> {
			})).isTrue();
		}
		assertThat(handler.offer(message("t9", Qos.AT_MOST_ONCE), () -> {
		})).isFalse();
		for (int i = 0; i < 5; i++) {
			assertThat(handler.offer(message("q" + i, Qos.AT_LEAST_ONCE), () -> {
			})).isTrue();
		}
		assertThat(handler.offer(message("q9", Qos.AT_LEAST_ONCE), () -> {
		})).isFalse();
	}

	@Test
	void closedPoolIsReportedAndDoesNotUseUpATurn() {
		AtomicInteger refusals = new AtomicInteger();
		SubscribedHandler handler = new SubscribedHandler(subscription(1), (task) -> {
			if (refusals.getAndIncrement() < 2) {
				throw new RejectedExecutionException();
			}
			this.pool.add(task);
		}, 5);
		assertThat(offer(handler, "a1")).isFalse();
		assertThat(offer(handler, "a2")).isFalse();
		assertThat(offer(handler, "a3")).isTrue();
		runPool();
		assertThat(this.done).containsExactly("a3");
	}

	@Test
	void orderHoldsOnRealThreads() throws InterruptedException {
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			SubscribedHandler handler = new SubscribedHandler(subscription(4), threads, 100_000);
			Map<String, List<Integer>> byTopic = new ConcurrentHashMap<>();
			AtomicInteger running = new AtomicInteger();
			AtomicInteger most = new AtomicInteger();
			CountDownLatch all = new CountDownLatch(10_000);
			for (int i = 0; i < 10_000; i++) {
				int number = i;
				String topic = "t" + i % 17;
				assertThat(handler.offer(message(topic, Qos.AT_LEAST_ONCE), () -> {
					most.accumulateAndGet(running.incrementAndGet(), Math::max);
					byTopic.computeIfAbsent(topic, (key) -> new CopyOnWriteArrayList<>()).add(number);
					running.decrementAndGet();
					all.countDown();
				})).isTrue();
			}
			assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
			assertThat(most.get()).isLessThanOrEqualTo(4);
			assertThat(byTopic).hasSize(17)
				.allSatisfy((topic, numbers) -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
		}
		finally {
			threads.shutdownNow();
		}
	}

	private SubscribedHandler handler(int concurrency) {
		return new SubscribedHandler(subscription(concurrency), this.pool::add, 5);
	}

	private static IotSubscription subscription(int concurrency) {
		return IotSubscription.to(TopicFilter.of("#")).concurrency(concurrency).build((message) -> {
		});
	}

	// the first character is the topic
	private boolean offer(SubscribedHandler handler, String text) {
		return handler.offer(message(text.substring(0, 1), Qos.AT_LEAST_ONCE), () -> this.done.add(text));
	}

	private static IotMessage message(String topic, Qos qos) {
		return IotMessage.to(topic).qos(qos).build();
	}

	private void runPool() {
		while (!this.pool.isEmpty()) {
			this.pool.remove(0).run();
		}
	}

}
