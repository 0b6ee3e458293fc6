package io.github.iotcustomauth.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotListenerErrorHandler;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotMessageHandler;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.support.TestExecutors;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InboundMessages}.
 */
class InboundMessagesTests {

	private static final IotMessage MESSAGE = IotMessage.of("home/kitchen", "21");

	private final Queue<Runnable> pool = new ArrayDeque<>();

	private final VirtualTime time = new VirtualTime();

	private final SessionFilters filters = new SessionFilters(
			new Engine(this.time.executor(), this.time.clock(), this.time::nanoTime, new SplittableRandom(1)),
			TestExecutors.SHARED, "device", (event) -> {
			});

	private final List<FailedMessage> failed = new ArrayList<>();

	private final IotConnection connection = new DefaultIotConnection(
			ConnectionSettings.builder("localhost", "device").build(), CompletableFuture::new,
			(settings, credentials, listener) -> new FakeTransport(), TestExecutors.SHARED, (event) -> {
			});

	private IotListenerErrorHandler errorHandler = this.failed::add;

	private final InboundMessages inbound = new InboundMessages(this.filters,
			(failure) -> this.errorHandler.handle(failure), () -> this.connection);

	private final AtomicInteger acknowledged = new AtomicInteger();

	private final List<String> handled = new ArrayList<>();

	private final CapturedLog log = new CapturedLog(InboundMessages.class);

	@BeforeEach
	void open() {
		this.inbound.open();
	}

	@AfterEach
	void closeLog() {
		this.log.close();
	}

	@Test
	void acknowledgedAfterTheHandlerReturned() {
		subscribe("home/kitchen", (message) -> {
			assertThat(this.acknowledged).hasValue(0);
			this.handled.add(message.text());
		});
		accept(MESSAGE);
		assertThat(this.handled).isEmpty();
		assertThat(this.acknowledged).hasValue(0);
		runPool();
		assertThat(this.handled).containsExactly("21");
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void acknowledgedOnceAfterAllHandlersOfOverlappingFilters() {
		subscribe("home/kitchen", (message) -> this.handled.add("1"));
		subscribe("home/+", (message) -> this.handled.add("2"));
		subscribe("#", (message) -> this.handled.add("3"));
		subscribe("other", (message) -> this.handled.add("4"));
		accept(MESSAGE);
		for (int turn = 0; turn < 3; turn++) {
			assertThat(this.acknowledged).hasValue(0);
			this.pool.remove().run();
		}
		assertThat(this.handled).containsExactlyInAnyOrder("1", "2", "3");
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void acknowledgedAtOnceWhenNobodyWantsIt() {
		subscribe("other", (message) -> this.handled.add("1"));
		accept(MESSAGE);
		assertThat(this.acknowledged).hasValue(1);
		assertThat(this.pool).isEmpty();
	}

	@Test
	void messagesOfASubscriptionAreHandledInOrder() {
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		for (int i = 0; i < 5; i++) {
			accept(IotMessage.of("home/" + i, "" + i));
		}
		runPool();
		assertThat(this.handled).containsExactly("0", "1", "2", "3", "4");
		assertThat(this.acknowledged).hasValue(5);
	}

	@Test
	void failedHandlerIsSettledByTheErrorHandler() {
		IllegalStateException failure = new IllegalStateException("on purpose");
		IotMessageHandler handler = (message) -> {
			throw failure;
		};
		subscribe("home/+", handler);
		this.errorHandler = (failedMessage) -> {
			assertThat(this.acknowledged).hasValue(0);
			this.failed.add(failedMessage);
		};
		accept(MESSAGE);
		runPool();
		assertThat(this.failed).singleElement().satisfies((failedMessage) -> {
			assertThat(failedMessage.message()).isSameAs(MESSAGE);
			assertThat(failedMessage.listener()).isEqualTo("home/+");
			assertThat(failedMessage.failure()).isSameAs(failure);
			assertThat(failedMessage.connection()).isSameAs(this.connection);
		});
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void messageOfSeveralFiltersOfASubscriptionIsHandledOnce() {
		subscribe(IotSubscription.to(TopicFilter.of("home/#"), TopicFilter.of("+/kitchen"))
			.build((message) -> this.handled.add(message.text())));
		accept(MESSAGE);
		runPool();
		assertThat(this.handled).containsExactly("21");
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void everySubscriptionToAFilterGetsTheMessage() {
		subscribe("home/+", (message) -> this.handled.add("1"));
		subscribe("home/+", (message) -> this.handled.add("2"));
		accept(MESSAGE);
		runPool();
		assertThat(this.handled).containsExactlyInAnyOrder("1", "2");
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void manualAcknowledgementComesWhenTheHandlerSaysSo() {
		List<Acknowledgment> acknowledgments = new ArrayList<>();
		subscribe(IotSubscription.to(TopicFilter.of("home/+"))
			.buildManual((message, acknowledgment) -> acknowledgments.add(acknowledgment)));
		subscribe("home/+", (message) -> this.handled.add("other"));
		accept(MESSAGE);
		runPool();
		assertThat(this.handled).containsExactly("other");
		assertThat(this.acknowledged).hasValue(0);
		acknowledgments.forEach(Acknowledgment::acknowledge);
		acknowledgments.forEach(Acknowledgment::acknowledge);
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void manualAcknowledgementIsLeftToTheHandlerWhenAnotherTrySucceeds() {
		List<Acknowledgment> acknowledgments = new ArrayList<>();
		subscribe(IotSubscription.to(TopicFilter.of("home/+")).buildManual((message, acknowledgment) -> {
			this.handled.add("try");
			if (this.handled.size() == 1) {
				throw new IllegalStateException("on purpose");
			}
			acknowledgments.add(acknowledgment);
		}));
		this.errorHandler = (failedMessage) -> failedMessage.handler().onMessage(failedMessage.message());
		accept(MESSAGE);
		runPool();
		assertThat(this.handled).hasSize(2);
		assertThat(this.acknowledged).hasValue(0);
		acknowledgments.forEach(Acknowledgment::acknowledge);
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void errorHandlerOfTheSubscriptionDecidesFirst() {
		List<FailedMessage> own = new ArrayList<>();
		subscribe(
				IotSubscription.to(TopicFilter.of("home/+")).name("kitchen").errorHandler(own::add).build((message) -> {
					throw new IllegalStateException("on purpose");
				}));
		accept(MESSAGE);
		runPool();
		assertThat(this.failed).isEmpty();
		assertThat(own).singleElement().extracting(FailedMessage::listener).isEqualTo("kitchen");
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void topicsAreHandledSideBySideAndEachInOrder() {
		Map<String, List<String>> byTopic = new HashMap<>();
		subscribe(IotSubscription.to(TopicFilter.of("home/+"))
			.concurrency(3)
			.build((message) -> byTopic.computeIfAbsent(message.topic(), (topic) -> new ArrayList<>())
				.add(message.text())));
		for (int i = 0; i < 20; i++) {
			accept(IotMessage.of("home/" + i % 4, "" + i / 4));
		}
		assertThat(this.pool).hasSize(3);
		runPool();
		assertThat(byTopic).hasSize(4)
			.allSatisfy((topic, texts) -> assertThat(texts).containsExactly("0", "1", "2", "3", "4"));
		assertThat(this.acknowledged).hasValue(20);
	}

	@Test
	void subscriptionThatComesBackGoesOnInOrder() {
		IotSubscription subscription = IotSubscription.to(TopicFilter.of("home/+"))
			.build((message) -> this.handled.add(message.text()));
		subscribe(subscription);
		accept(IotMessage.of("home/a", "1"));
		accept(IotMessage.of("home/a", "2"));
		this.filters.giveUp(subscription);
		this.time.settle();
		accept(IotMessage.of("home/a", "unwanted"));
		subscribe(subscription);
		accept(IotMessage.of("home/a", "3"));
		assertThat(this.pool).hasSize(1);
		runPool();
		assertThat(this.handled).containsExactly("1", "2", "3");
	}

	@Test
	void errorInTheHandlerIsSettledByTheErrorHandler() {
		subscribe("home/+", (message) -> {
			throw new NoClassDefFoundError("on purpose");
		});
		accept(MESSAGE);
		runPool();
		assertThat(this.failed).singleElement()
			.satisfies((failedMessage) -> assertThat(failedMessage.failure())
				.hasRootCauseInstanceOf(NoClassDefFoundError.class));
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void connectsAgainForWhatWasLeftToTheServer() {
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		IotMessage once = IotMessage.to("home/kitchen").qos(Qos.AT_MOST_ONCE).build();
		while (this.log.lines(Level.WARN).isEmpty()) {
			accept(once);
		}
		// QoS 0 messages cannot keep QoS 1 messages out
		accept(MESSAGE);
		assertThat(this.log.lines(Level.WARN)).hasSize(1);
		while (this.log.lines(Level.WARN).size() < 2) {
			accept(MESSAGE);
		}
		assertThat(this.log.lines(Level.INFO)).isEmpty();
		runPool();
		assertThat(this.log.lines(Level.INFO)).singleElement().asString().startsWith("Connecting again");
		assertThat(this.handled).contains("21");
	}

	@Test
	void staysUnacknowledgedWhenTheErrorHandlerFails() {
		failingHandler();
		this.errorHandler = (failedMessage) -> {
			throw new IllegalStateException("on purpose");
		};
		accept(MESSAGE);
		runPool();
		assertThat(this.acknowledged).hasValue(0);
		assertThat(this.log.lines(Level.ERROR)).singleElement().asString().contains("'home/kitchen'");
	}

	@Test
	void staysUnacknowledgedWhenTheErrorHandlerIsInterrupted() {
		failingHandler();
		this.errorHandler = (failedMessage) -> {
			throw new InterruptedException();
		};
		accept(MESSAGE);
		runPool();
		assertThat(this.acknowledged).hasValue(0);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void oneUnsettledHandlerOfSeveralKeepsItUnacknowledged() {
		failingHandler();
		subscribe("home/kitchen", (message) -> this.handled.add("1"));
		this.errorHandler = (failedMessage) -> {
			throw new IllegalStateException("on purpose");
		};
		accept(MESSAGE);
		runPool();
		assertThat(this.handled).containsExactly("1");
		assertThat(this.acknowledged).hasValue(0);
	}

	@Test
	void failureOfOneMessageDoesNotHarmTheNext() {
		subscribe("home/+", (message) -> {
			if (message.text().equals("bad")) {
				throw new IllegalStateException("on purpose");
			}
			this.handled.add(message.text());
		});
		accept(IotMessage.of("home/a", "bad"));
		accept(IotMessage.of("home/a", "good"));
		runPool();
		assertThat(this.handled).containsExactly("good");
		assertThat(this.failed).hasSize(1);
		assertThat(this.acknowledged).hasValue(2);
	}

	@Test
	void closedTakesNothingAndAcknowledgesNothing() {
		subscribe("home/+", (message) -> this.handled.add("1"));
		this.inbound.close();
		accept(MESSAGE);
		accept(IotMessage.of("unwanted", ""));
		assertThat(this.pool).isEmpty();
		assertThat(this.acknowledged).hasValue(0);
		this.inbound.open();
		accept(MESSAGE);
		runPool();
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void whatWasTakenIsFinishedAfterClose() {
		subscribe("home/+", (message) -> this.handled.add("1"));
		accept(MESSAGE);
		this.inbound.close();
		runPool();
		assertThat(this.handled).containsExactly("1");
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void qos0IsDroppedWhenTheQueueIsFull() {
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		for (int i = 0; i < 12; i++) {
			accept(IotMessage.to("home/a").payload("" + i).qos(Qos.of(i % 2)).build());
		}
		runPool();
		assertThat(this.handled).hasSize(11).doesNotContain("10");
		assertThat(this.acknowledged).hasValue(11);
		assertThat(this.log.lines(Level.WARN)).hasSize(1).allMatch((line) -> line.contains("'home/+' is too slow"));
	}

	@Test
	void fullQueueOfOneSubscriptionKeepsItUnacknowledged() {
		subscribe("home/#", (message) -> this.handled.add("slow"));
		for (int i = 0; i < 20; i++) {
			accept(IotMessage.of("home/other", ""));
		}
		subscribe("home/kitchen", (message) -> this.handled.add("fast"));
		accept(MESSAGE);
		runPool();
		assertThat(this.handled).containsOnlyOnce("fast");
		assertThat(this.acknowledged).hasValue(20);
	}

	private void failingHandler() {
		subscribe("home/+", (message) -> {
			throw new IllegalStateException("on purpose");
		});
	}

	private void subscribe(String filter, IotMessageHandler handler) {
		subscribe(IotSubscription.to(TopicFilter.of(filter)).build(handler));
	}

	private void subscribe(IotSubscription subscription) {
		this.filters.want(subscription, new SubscribedHandler(subscription, this.pool::add, 10));
		this.time.settle();
	}

	private void accept(IotMessage message) {
		this.inbound.accept(message, this.acknowledged::incrementAndGet);
	}

	private void runPool() {
		while (!this.pool.isEmpty()) {
			this.pool.remove().run();
		}
	}

}
