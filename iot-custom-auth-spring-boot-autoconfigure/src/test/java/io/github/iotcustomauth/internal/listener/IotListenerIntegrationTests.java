package io.github.iotcustomauth.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners in an application context, on the real native client.
 */
@ExtendWith(OutputCaptureExtension.class)
class IotListenerIntegrationTests {

	private static LocalEndpoint endpoint;

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(endpoint);

	@BeforeAll
	static void start() {
		endpoint = new LocalEndpoint();
	}

	@AfterAll
	static void stop() {
		endpoint.close();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(TestConnection.LIMIT.multipliedBy(3));
	}

	private static IotConnection connection(ApplicationContext context) {
		return context.getBean(IotConnection.class);
	}

	private static void publish(ApplicationContext context, String topic, String payload) {
		TestConnection.get(connection(context).publish(IotMessage.of(topic, payload)));
	}

	private static IotListenerRegistry registry(ApplicationContext context) {
		return context.getBean(IotListenerRegistry.class);
	}

	@Test
	void groupDividesTheMessagesAmongItsMembers() {
		this.runner.withBean(GroupListener.class)
			.run((first) -> this.runner.withBean(GroupListener.class)
				.run((second) -> this.runner.withBean(GroupListener.class).run((third) -> {
					List<ApplicationContext> members = List.of(first, second, third);
					members.forEach((member) -> TestConnection.get(registry(member).start("group")));
					List<String> published = IntStream.range(0, 300).mapToObj(String::valueOf).toList();
					published.forEach((text) -> publish(first, "group/" + text, text));
					await().until(() -> received(members).size() >= published.size());
					// behind whatever else may be on its way to the members
					members.forEach((member) -> TestConnection.get(registry(member).stop("group")));
					assertThat(received(members)).containsExactlyInAnyOrderElementsOf(published);
				})));
	}

	private static List<String> received(List<ApplicationContext> members) {
		return members.stream().flatMap((member) -> member.getBean(GroupListener.class).received.stream()).toList();
	}

	@Test
	void concurrencyKeepsTheOrderOfEachTopic() {
		this.runner.withBean(ConcurrentListener.class)
			.withPropertyValues("aws.iot.custom-auth.publish.max-pending=20000")
			.run((context) -> {
				ConcurrentListener listener = context.getBean(ConcurrentListener.class);
				List<CompletableFuture<Void>> published = new ArrayList<>();
				for (int i = 0; i < 10_000; i++) {
					published.add(
							connection(context).publish(IotMessage.of("concurrent/" + i % 50, String.valueOf(i / 50))));
				}
				published.forEach(TestConnection::get);
				await().until(() -> listener.count.get() >= 10_000);
				List<String> expected = IntStream.range(0, 200).mapToObj(String::valueOf).toList();
				assertThat(listener.byTopic).hasSize(50)
					.allSatisfy((topic, texts) -> assertThat(texts).isEqualTo(expected));
				assertThat(listener.most.get()).isBetween(2, 8);
			});
	}

	@Test
	void slowListenerGetsNoMoreThanTheReceiveMaximum() {
		this.runner.withBean(SlowListener.class)
			.withPropertyValues("aws.iot.custom-auth.receive-maximum=10")
			.run((context) -> {
				SlowListener listener = context.getBean(SlowListener.class);
				try (TestConnection publisher = new TestConnection(endpoint, "slow-publisher").connected()) {
					for (int i = 0; i < 100; i++) {
						publisher.publish("slow/" + i, String.valueOf(i));
					}
					await().until(() -> listener.inWork.get() == 10);
					// the connection of the listener is alive all the same
					publish(context, "other", "x");
					assertThat(listener.inWork).hasValue(10);
				}
				listener.free.countDown();
				await().until(() -> listener.done.size() >= 100);
				assertThat(listener.done)
					.containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).mapToObj(String::valueOf).toList());
				assertThat(listener.most).hasValue(10);
			});
	}

	@Test
	void messageIsAcknowledgedWhenTheMethodSaysSo() {
		this.runner.withBean(ManualListener.class)
			.withPropertyValues("aws.iot.custom-auth.session.expiry=1h", "aws.iot.custom-auth.client-id=manual")
			.run((context) -> {
				ManualListener listener = context.getBean(ManualListener.class);
				publish(context, "manual", "first");
				publish(context, "manual", "second");
				await().until(() -> listener.received.size() == 2);
				listener.acknowledgments.get("first").acknowledge();
				// behind the PUBACK
				publish(context, "other", "x");
				TestConnection.get(connection(context).reconnect());
				await().until(() -> listener.received.size() >= 3);
				listener.acknowledgments.get("second").acknowledge();
				publish(context, "other", "x");
				TestConnection.get(connection(context).reconnect());
				publish(context, "manual", "third");
				await().until(() -> listener.received.contains("third"));
				assertThat(listener.received).containsExactly("first", "second", "second", "third");
			});
	}

	@Test
	void resultGoesToTheResponseTopicElseToSendTo() {
		this.runner.withBean(AnsweringListener.class).run((context) -> {
			try (TestConnection asking = new TestConnection(endpoint, "asking").connected()) {
				asking.subscribed("answers/#");
				asking.connection()
					.publish(IotMessage.to("ask/7")
						.payload("\"x\"")
						.responseTopic("answers/mine")
						.correlationData(new byte[] { 1, 2 })
						.build());
				IotMessage answer = asking.nextMessage();
				assertThat(answer.topic()).isEqualTo("answers/mine");
				assertThat(answer.text()).isEqualTo("{\"id\":\"7\",\"text\":\"x\"}");
				assertThat(answer.contentType()).isEqualTo("application/json");
				assertThat(answer.correlationData()).containsExactly(1, 2);
				asking.publish("ask/8", "\"y\"");
				IotMessage sent = asking.nextMessage();
				assertThat(sent.topic()).isEqualTo("answers/to/8");
				assertThat(sent.text()).contains("\"y\"");
			}
		});
	}

	@Test
	void poisonMessageEndsInTheErrorTopicAndHoldsUpNobody(CapturedOutput output) {
		this.runner.withBean(PoisonListener.class)
			// the default, which has nothing to do with this listener
			.withBean("aDefault", IotListenerErrorHandler.class, () -> (failed) -> {
			}, (definition) -> definition.setPrimary(true))
			.withBean("poison", IotListenerErrorHandler.class,
					() -> IotListenerErrorHandler.retrying(new FixedBackOff(1, 2),
							IotListenerErrorHandler.publishTo("errors")))
			.run((context) -> {
				PoisonListener listener = context.getBean(PoisonListener.class);
				try (TestConnection operator = new TestConnection(endpoint, "operator").connected()) {
					operator.subscribed("errors");
					publish(context, "poison/a", "s3cret");
					IotMessage error = operator.nextMessage();
					assertThat(error.text()).isEqualTo("s3cret");
					assertThat(error.userProperties()).contains(Map.entry("original-topic", "poison/a"),
							Map.entry("failure", "java.lang.IllegalStateException"));
					publish(context, "poison/a", "good");
					await().until(() -> listener.received.contains("good"));
					assertThat(listener.received).containsExactly("s3cret", "s3cret", "s3cret", "good");
				}
				assertThat(output).contains("Listener 'poisoned' failed for a message of topic 'poison/a'")
					.doesNotContain("s3cret");
			});
	}

	@Test
	void errorAndInterruptedExceptionOfAMethodGoTheWayOfAnyFailure() {
		List<String> recovered = new CopyOnWriteArrayList<>();
		this.runner.withBean(ThrowingListener.class)
			.withBean("errors", IotListenerErrorHandler.class,
					() -> IotListenerErrorHandler.retrying(new FixedBackOff(1, 1),
							(failed) -> recovered.add(failed.message().text())))
			.run((context) -> {
				ThrowingListener listener = context.getBean(ThrowingListener.class);
				for (String text : List.of("i1", "i2")) {
					publish(context, "throwing/interrupted", text);
				}
				for (String text : List.of("e1", "e2")) {
					publish(context, "throwing/error", text);
				}
				await().until(() -> recovered.size() == 4);
				assertThat(recovered).containsExactlyInAnyOrder("i1", "i2", "e1", "e2");
				assertThat(listener.received).containsExactlyInAnyOrder("i1", "i1", "i2", "i2", "e1", "e1", "e2", "e2");
				await().until(() -> connection(context).getReceiveStatus().unacknowledged() == 0);
			});
	}

	@Test
	void unreadableMessageIsDroppedWithoutAnotherTry(CapturedOutput output) {
		this.runner.withBean(NumberListener.class).run((context) -> {
			publish(context, "number", "s3cret");
			publish(context, "number", "7");
			await().until(() -> context.getBean(NumberListener.class).received.contains(7));
			assertThat(output).contains("Listener 'numberListener.onNumber' failed for a message of topic 'number'")
				.contains("Argument 'number' of")
				.doesNotContain("next try")
				.doesNotContain("s3cret");
		});
	}

	@Test
	void listenersOfTheSameTopicAllGetTheMessage() {
		this.runner.withBean(TwinListener.class).run((context) -> {
			TwinListener listener = context.getBean(TwinListener.class);
			publish(context, "twin/7", "x");
			await().until(() -> listener.received.size() >= 2);
			assertThat(listener.received).containsExactlyInAnyOrder("first 7", "second");
		});
	}

	@Test
	void listenerOfALazyBeanReceives() {
		this.runner
			.withBean("lazy", LazyListener.class, LazyListener::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> {
				assertThat(registry(context).getListenerIds()).containsExactly("lazy.onMessage");
				publish(context, "lazy", "x");
				LazyListener listener = context.getBean(LazyListener.class);
				await().until(() -> listener.received.contains("x"));
			});
	}

	@Test
	void listenerIsStoppedAndStartedById() {
		this.runner.withBean(StoppableListener.class).run((context) -> {
			StoppableListener listener = context.getBean(StoppableListener.class);
			IotListenerRegistry registry = registry(context);
			assertThat(registry.getListenerIds()).containsExactly("automatic", "by-hand");
			assertThat(registry.isRunning("automatic")).isTrue();
			assertThat(registry.isRunning("by-hand")).isFalse();
			publish(context, "by-hand", "1");
			publish(context, "automatic", "1");
			await().until(() -> listener.received.contains("automatic 1"));
			TestConnection.get(registry.stop("automatic"));
			TestConnection.get(registry.start("by-hand"));
			assertThat(registry.isRunning("automatic")).isFalse();
			publish(context, "automatic", "2");
			publish(context, "by-hand", "2");
			await().until(() -> listener.received.contains("by-hand 2"));
			TestConnection.get(registry.start("automatic"));
			publish(context, "automatic", "3");
			await().until(() -> listener.received.contains("automatic 3"));
			assertThat(listener.received).containsExactly("automatic 1", "by-hand 2", "automatic 3");
		});
	}

	@Test
	void sessionThatWasKeptFindsItsListener() {
		ApplicationContextRunner kept = this.runner.withBean(SessionListener.class)
			.withPropertyValues("aws.iot.custom-auth.session.expiry=1h", "aws.iot.custom-auth.client-id=kept",
					// the second may come within a second of the first, and has to wait
					"aws.iot.custom-auth.fail-fast=false");
		kept.run((context) -> {
			publish(context, "kept", "1");
			await().until(() -> context.getBean(SessionListener.class).received.contains("1"));
		});
		try (TestConnection publisher = new TestConnection(endpoint, "kept-publisher").connected()) {
			publisher.publish("kept", "2");
		}
		kept.run((context) -> await().until(() -> context.getBean(SessionListener.class).received.contains("2")));
	}

	@Test
	void listenerThatIsStartedLaterGetsWhatTheSessionHasKept() {
		ApplicationContextRunner kept = this.runner.withBean(StoppableListener.class)
			.withPropertyValues("aws.iot.custom-auth.session.expiry=1h", "aws.iot.custom-auth.client-id=kept-later",
					// the second may come within a second of the first, and has to wait
					"aws.iot.custom-auth.fail-fast=false");
		kept.run((context) -> TestConnection.get(registry(context).start("by-hand")));
		try (TestConnection publisher = new TestConnection(endpoint, "later-publisher").connected()) {
			IntStream.range(0, 5).forEach((i) -> publisher.publish("by-hand", "" + i));
		}
		kept.run((context) -> {
			await().until(() -> connection(context).getReceiveStatus().waiting() == 5);
			TestConnection.get(registry(context).start("by-hand"));
			StoppableListener listener = context.getBean(StoppableListener.class);
			await().until(() -> listener.received.size() == 5);
			assertThat(listener.received).containsExactly("by-hand 0", "by-hand 1", "by-hand 2", "by-hand 3",
					"by-hand 4");
			assertThat(connection(context).getReceiveStatus().dropped()).isEmpty();
		});
	}

	@Test
	void messagesWaitUntilTheApplicationHasStarted() {
		this.runner.withBean(EarlyListener.class).withBean(EarlyPublisher.class).run((context) -> {
			EarlyListener listener = context.getBean(EarlyListener.class);
			await().until(() -> !listener.registryWasRunning.isEmpty());
			assertThat(listener.registryWasRunning).containsExactly(true);
		});
	}

	@Test
	void startThatFailsDoesNotWaitForListenersThatWaitForIt() {
		long begin = System.nanoTime();
		this.runner.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=5m")
			.withBean(EarlyListener.class)
			.withBean(FailingStart.class)
			.run((context) -> assertThat(context).hasFailed());
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));
	}

	@Test
	void listenerThatIsOneTooManyIsReported(CapturedOutput output) {
		this.runner.withBean(ManyListener.class).run((context) -> {
			for (int i = 1; i < 50; i++) {
				connection(context).subscribe(TopicFilter.of("many/" + i), Qos.AT_LEAST_ONCE, (message) -> {
				});
			}
			IotListenerRegistry registry = registry(context);
			assertThat(registry.start("last")).failsWithin(TestConnection.LIMIT);
			await().until(() -> !registry.isRunning("last"));
			assertThat(registry.isRunning("first")).isTrue();
			await().untilAsserted(() -> assertThat(output).contains("Listener 'last' does not receive")
				.contains("TOO_MANY_SUBSCRIPTIONS"));
		});
	}

	@Test
	void groupThatOverlapsAnotherSubscriptionIsReported(CapturedOutput output) {
		this.runner.withBean(GroupListener.class).run((context) -> {
			connection(context).subscribe(TopicFilter.of("group/#"), Qos.AT_LEAST_ONCE, (message) -> {
			});
			await().untilAsserted(() -> assertThat(output).contains("'group/#' and '$share/workers/group/+' overlap"));
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void methodsRunOnVirtualThreadsIfTheyAreWanted() {
		this.runner.withBean(ThreadListener.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> {
				publish(context, "thread", "x");
				// of Java 21: Thread.isVirtual()
				await().until(() -> context.getBean(ThreadListener.class).threads.toString().contains("VirtualThread"));
			});
	}

	@Test
	void unusableListenersFailTheStart() {
		Map.of(NoTopic.class, "no topics", UnknownLevel.class, "no level named '{room}'", Future.class,
				"returns a Future", TwoPayloads.class, "several parameters for the payload", BadConcurrency.class,
				"'concurrency' is 'many'", BadSendTo.class, "'room'", Nowhere.class, "returns nothing")
			.forEach((type, message) -> this.runner.withBean(type)
				.run((context) -> assertThat(context).getFailure()
					.hasMessageContainingAll("@IotListener on", type.getSimpleName() + ".on", message)));
		this.runner.withBean(SameId.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("two listeners with the id 'same'"));
	}

	static class Recording {

		final List<String> received = new CopyOnWriteArrayList<>();

	}

	static class GroupListener extends Recording {

		@IotListener(id = "group", topics = "group/+", group = "workers")
		void onMessage(String text) {
			this.received.add(text);
		}

	}

	static class ConcurrentListener {

		final Map<String, List<String>> byTopic = new ConcurrentHashMap<>();

		final AtomicInteger begun = new AtomicInteger();

		final AtomicInteger count = new AtomicInteger();

		final CountDownLatch meeting = new CountDownLatch(2);

		final AtomicInteger inWork = new AtomicInteger();

		final AtomicInteger most = new AtomicInteger();

		@IotListener(topics = "concurrent/{number}", concurrency = "${none:8}")
		void onMessage(String text, @DestinationVariable String number) throws InterruptedException {
			this.most.accumulateAndGet(this.inWork.incrementAndGet(), Math::max);
			if (this.begun.getAndIncrement() < 2) {
				this.meeting.countDown();
				this.meeting.await(TestConnection.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
			}
			this.byTopic.computeIfAbsent(number, (key) -> new CopyOnWriteArrayList<>()).add(text);
			this.inWork.decrementAndGet();
			this.count.incrementAndGet();
		}

	}

	static class SlowListener {

		final CountDownLatch free = new CountDownLatch(1);

		final AtomicInteger inWork = new AtomicInteger();

		final AtomicInteger most = new AtomicInteger();

		final List<String> done = new CopyOnWriteArrayList<>();

		@IotListener(topics = "slow/+", concurrency = "100")
		void onMessage(String text) throws InterruptedException {
			this.most.accumulateAndGet(this.inWork.incrementAndGet(), Math::max);
			this.free.await();
			this.inWork.decrementAndGet();
			this.done.add(text);
		}

	}

	static class ManualListener extends Recording {

		final Map<String, Acknowledgment> acknowledgments = new ConcurrentHashMap<>();

		@IotListener("manual")
		void onMessage(String text, Acknowledgment acknowledgment) {
			this.acknowledgments.put(text, acknowledgment);
			this.received.add(text);
			if (text.equals("third")) {
				acknowledgment.acknowledge();
			}
		}

	}

	static class AnsweringListener {

		@IotListener("ask/{id}")
		@SendTo("answers/to/{id}")
		Answer onQuestion(String text, @DestinationVariable String id) {
			return new Answer(id, text.replace("\"", ""));
		}

		record Answer(String id, String text) {
		}

	}

	static class PoisonListener extends Recording {

		@IotListener(id = "poisoned", topics = "poison/+", errorHandler = "poison")
		void onMessage(String text) {
			this.received.add(text);
			if (!text.equals("good")) {
				throw new IllegalStateException("on purpose");
			}
		}

	}

	static class ThrowingListener extends Recording {

		@IotListener("throwing/interrupted")
		void onInterrupted(String text) throws InterruptedException {
			this.received.add(text);
			throw new InterruptedException("a lock of its own was interrupted");
		}

		@IotListener("throwing/error")
		void onError(String text) {
			this.received.add(text);
			throw new NoClassDefFoundError("on purpose");
		}

	}

	static class NumberListener {

		final List<Integer> received = new CopyOnWriteArrayList<>();

		@IotListener(id = "numberListener.onNumber", topics = "number")
		void onNumber(Integer number) {
			this.received.add(number);
		}

	}

	static class TwinListener extends Recording {

		@IotListener("twin/{id}")
		void first(@DestinationVariable String id) {
			this.received.add("first " + id);
		}

		@IotListener("twin/+")
		void second() {
			this.received.add("second");
		}

	}

	static class LazyListener extends Recording {

		@IotListener("lazy")
		void onMessage(String text) {
			this.received.add(text);
		}

	}

	static class StoppableListener extends Recording {

		@IotListener(id = "automatic", topics = "automatic")
		void onAutomatic(String text) {
			this.received.add("automatic " + text);
		}

		@IotListener(id = "by-hand", topics = "by-hand", autoStartup = "false")
		void onByHand(String text) {
			this.received.add("by-hand " + text);
		}

	}

	static class SessionListener extends Recording {

		@IotListener("kept")
		void onMessage(String text) {
			this.received.add(text);
		}

	}

	static class EarlyListener {

		final List<Boolean> registryWasRunning = new CopyOnWriteArrayList<>();

		private final ListenerContainers containers;

		EarlyListener(ListenerContainers containers) {
			this.containers = containers;
		}

		@IotListener("early")
		void onMessage() {
			this.registryWasRunning.add(this.containers.isRunning());
		}

	}

	/**
	 * Publishes between the start of the connection and that of the listeners.
	 */
	static class EarlyPublisher implements SmartLifecycle {

		private final IotConnection connection;

		EarlyPublisher(IotConnection connection) {
			this.connection = connection;
		}

		@Override
		public void start() {
			CountDownLatch arrived = new CountDownLatch(1);
			TestConnection.get(this.connection.subscribe(TopicFilter.of("early"), Qos.AT_LEAST_ONCE,
					(message) -> arrived.countDown()));
			TestConnection.get(this.connection.publish(IotMessage.of("early", "x")));
			try {
				assertThat(arrived.await(TestConnection.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

		@Override
		public int getPhase() {
			return SmartLifecycle.DEFAULT_PHASE - 101;
		}

	}

	/**
	 * Fails while a message waits for the start of the listeners.
	 */
	static class FailingStart extends EarlyPublisher {

		FailingStart(IotConnection connection) {
			super(connection);
		}

		@Override
		public void start() {
			super.start();
			throw new IllegalStateException("on purpose");
		}

	}

	static class ThreadListener {

		final List<Thread> threads = new CopyOnWriteArrayList<>();

		@IotListener("thread")
		void onMessage() {
			this.threads.add(Thread.currentThread());
		}

	}

	static class ManyListener {

		@IotListener(id = "first", topics = "many/0")
		void first(String text) {
		}

		@IotListener(id = "last", topics = "last", autoStartup = "false")
		void last(String text) {
		}

	}

	static class NoTopic {

		@IotListener
		void on(String text) {
		}

	}

	static class UnknownLevel {

		@IotListener("a/{place}")
		void on(@DestinationVariable String room) {
		}

	}

	static class Future {

		@IotListener("a")
		java.util.concurrent.Future<String> on(String text) {
			return CompletableFuture.completedFuture(text);
		}

	}

	static class TwoPayloads {

		@IotListener("a")
		void on(String text, Integer number) {
		}

	}

	static class BadConcurrency {

		@IotListener(topics = "a", concurrency = "many")
		void on(String text) {
		}

	}

	static class BadSendTo {

		@IotListener("a/{place}")
		@SendTo("b/{room}")
		String on(String text) {
			return text;
		}

	}

	static class Nowhere {

		@IotListener("a")
		@SendTo("b")
		void on(String text) {
		}

	}

	static class SameId {

		@IotListener(id = "same", topics = "a")
		void one(String text) {
		}

		@IotListener(id = "same", topics = "b")
		void two(String text) {
		}

	}

}
