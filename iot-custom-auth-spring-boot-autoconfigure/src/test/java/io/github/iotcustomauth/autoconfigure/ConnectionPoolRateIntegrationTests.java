package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.support.Figures;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a pool makes of the quota of publishes, and what becomes of messages while its
 * members are cut. With {@code -Pfigures} for a minute.
 */
class ConnectionPoolRateIntegrationTests {

	private static final int SECONDS = Figures.promised(60, 4);

	private static final int RATE_OF_POOL = Figures.promised(380, 200);

	private static final int TOPICS = 64;

	// the topics are not even, and the member with most of them must not hold up the
	// others
	private static final int OUTSTANDING = Figures.promised(6000, 600);

	// the endpoint keeps 10,000 for a group whose members are all away
	private static final int MAX_BEHIND = 5000;

	private final LocalEndpoint endpoint = new LocalEndpoint(Limit.PUBLISH_RATE);

	private final LocalEndpoint fast = new LocalEndpoint();

	private final Set<LocalIotCoreMessage> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private final List<LocalIotCoreMessage> messages = new ArrayList<>();

	private int total;

	@AfterEach
	void stop() {
		this.endpoint.close();
		this.fast.close();
	}

	private ApplicationContextRunner pool(LocalEndpoint of, int size) {
		return ListenerContexts.connectedTo(of)
			.withPropertyValues("aws.iot.custom-auth.client-id=pool", "aws.iot.custom-auth.pool-size=" + size,
					"aws.iot.custom-auth.publish.rate=100");
	}

	@Test
	void eachMemberHasTheRateOfAConnection() {
		pool(this.endpoint, 4).run((context) -> {
			int published = publish(context.getBean(IotConnection.class), () -> {
			});
			Figures.print("pool of 4, messages/s: " + published / SECONDS);
			assertThat(published).isGreaterThanOrEqualTo(SECONDS * RATE_OF_POOL);
			assertOrder();
			assertThat(this.messages).hasSize(this.total);
		});
	}

	@Test
	void cutMembersLoseNothingAndKeepTheOrder() {
		pool(this.endpoint, 4).run((context) -> {
			AtomicInteger cuts = new AtomicInteger();
			int published = publish(context.getBean(IotConnection.class),
					() -> this.endpoint.core().disconnectClient("pool-" + (cuts.getAndIncrement() % 4 + 1), 0x98));
			Figures.print("pool of 4, " + cuts + " cuts, messages/s: " + published / SECONDS + ", duplicates: "
					+ (this.messages.size() - this.total));
			assertThat(cuts.get()).isPositive();
			assertOrder();
		});
	}

	// until the time is over, and then until the last one is acknowledged
	private int publish(IotConnection connection, Runnable cut) {
		Semaphore room = new Semaphore(OUTSTANDING);
		List<CompletableFuture<Void>> failed = Collections.synchronizedList(new ArrayList<>());
		int[] numbers = new int[TOPICS];
		int count = 0;
		long start = System.nanoTime();
		long nextCut = start + Duration.ofMillis(Math.min(5000, SECONDS * 400L)).toNanos();
		while (System.nanoTime() - start < Duration.ofSeconds(SECONDS).toNanos()) {
			room.acquireUninterruptibly();
			int topic = count++ % TOPICS;
			CompletableFuture<Void> result = connection
				.publish(IotMessage.of("t/" + topic, String.valueOf(numbers[topic]++)));
			result.whenComplete((nothing, ex) -> {
				if (ex != null) {
					failed.add(result);
				}
				room.release();
			});
			if (System.nanoTime() > nextCut) {
				nextCut = System.nanoTime() + Duration.ofSeconds(5).toNanos();
				cut.run();
				collect();
			}
		}
		int outstanding = OUTSTANDING - room.availablePermits();
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> room.availablePermits() == OUTSTANDING);
		collect();
		assertThat(failed).isEmpty();
		assertThat(numbersByTopic()).hasSize(TOPICS)
			.allSatisfy((topic, received) -> assertThat(received).hasSize(numbers[topicNumber(topic)]));
		this.total = count;
		return count - outstanding;
	}

	private static int topicNumber(String topic) {
		return Integer.parseInt(topic.substring(2));
	}

	// the endpoint keeps 10,000
	private void collect() {
		this.endpoint.core().getMessages().stream().filter(this.seen::add).forEach(this.messages::add);
	}

	private Map<String, List<Integer>> numbersByTopic() {
		Map<String, List<Integer>> numbers = new HashMap<>();
		for (LocalIotCoreMessage message : this.messages) {
			List<Integer> ofTopic = numbers.computeIfAbsent(message.topic(), (topic) -> new ArrayList<>());
			int number = Integer.parseInt(message.text());
			if (!ofTopic.contains(number)) {
				ofTopic.add(number);
			}
		}
		return numbers;
	}

	// a message may come again, but none before its predecessor
	private void assertOrder() {
		assertThat(numbersByTopic()).allSatisfy((topic, received) -> assertThat(received)
			.isEqualTo(IntStream.range(0, received.size()).boxed().toList()));
	}

	@Test
	void groupOfPoolsHandlesEachMessageOnce() {
		assertThat(handledTwice(SECONDS * 500, () -> {
		})).isZero();
	}

	@Test
	void groupOfPoolsLosesNothingWhileMembersAreCut() {
		AtomicInteger cuts = new AtomicInteger();
		long more = handledTwice(SECONDS * 500, () -> {
			String[] members = { "a-1", "b-2", "c-1", "a-2", "b-1", "c-2" };
			this.fast.core().disconnectClient(members[cuts.getAndIncrement() % members.length], 0x98);
		});
		assertThat(cuts.get()).isPositive();
		Figures.print("the same with " + cuts + " cuts, handled twice: " + more);
	}

	private long handledTwice(int count, Runnable cut) {
		try (TestConnection publisher = new TestConnection(this.fast, "publisher").connected()) {
			Map<String, AtomicInteger> received = new ConcurrentHashMap<>();
			run(this.fast, received, "a",
					() -> run(this.fast, received, "b", () -> run(this.fast, received, "c", () -> {
						for (int i = 0; i < count; i++) {
							publisher.publish("g/" + i, String.valueOf(i));
							int least = i - MAX_BEHIND;
							if (received.size() <= least) {
								Awaitility.await().until(() -> received.size() > least);
							}
							if (i % 1000 == 500) {
								cut.run();
							}
						}
						Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> received.size() == count);
					})));
			long more = received.values().stream().filter((handled) -> handled.get() > 1).count();
			Figures.print("3 applications with pools of 2, " + count + " messages, handled twice: " + more);
			return more;
		}
	}

	private void run(LocalEndpoint of, Map<String, AtomicInteger> received, String name, Runnable then) {
		pool(of, 2).withPropertyValues("aws.iot.custom-auth.client-id=" + name).run((context) -> {
			TestConnection.get(context.getBean(IotConnection.class)
				.subscribe(TopicFilter.of("$share/workers/g/+"), Qos.AT_LEAST_ONCE,
						(message) -> received.computeIfAbsent(message.text(), (text) -> new AtomicInteger())
							.incrementAndGet())
				.getGranted());
			then.run();
		});
	}

}
