package io.github.iotcustomauth.internal.receiving;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.engine.CapturedLog;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.filters.SessionFilters;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.support.TestExecutors;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.backoff.FixedBackOff;
import org.springframework.util.function.ThrowingConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link InboundMessages}.
 */
class InboundMessagesTests {

	private static final IotMessage MESSAGE = IotMessage.of("home/kitchen", "21");

	private final Queue<Runnable> pool = new ArrayDeque<>();

	private final VirtualTime time = new VirtualTime();

	private final SessionFilters filters = new SessionFilters(
			new Engine(this.time.executor(), this.time.clock(), this.time::nanoTime, new SplittableRandom(1)),
			TestExecutors.SHARED, ConnectionSettings.builder("localhost", "device").build(), (event) -> {
			}, () -> {
			});

	private final List<FailedMessage> failed = new ArrayList<>();

	private final IotConnection connection = mock(IotConnection.class);

	private IotListenerErrorHandler errorHandler = this.failed::add;

	private final Engine engine = new Engine(this.time.executor(), this.time.clock(), this.time::nanoTime,
			new SplittableRandom(1));

	private final InboundMessages inbound = new InboundMessages(this.filters::matching, 10, this.pool::add, this.engine,
			new ErrorHandling((failure) -> this.errorHandler.handle(failure), this.connection),
			this.connection::reconnect, ConnectionMeters.NONE);

	private final AtomicInteger acknowledged = new AtomicInteger();

	private final List<String> handled = new ArrayList<>();

	private final Map<String, Acknowledgment> acknowledgments = new HashMap<>();

	private final CapturedLog log = new CapturedLog(InboundMessages.class, SubscribedHandler.class,
			RedeliveryRequest.class);

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
		for (int handler = 0; handler < 3; handler++) {
			assertThat(this.acknowledged).hasValue(0);
			this.pool.remove().run();
		}
		assertThat(this.handled).containsExactlyInAnyOrder("1", "2", "3");
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void renewalDuringTheStopHoldsNothingThatWasTaken() {
		subscribe("home/kitchen", (message) -> this.handled.add(message.text()));
		accept(MESSAGE);
		CompletableFuture<Void> stopped = this.inbound.stop();
		this.inbound.pause();
		assertThat(stopped).isNotDone();
		runPool();
		assertThat(this.handled).containsExactly("21");
		assertThat(stopped).isDone();
	}

	@Test
	void renewalThatEndsDuringTheStopDoesNotRevokeTheInterrupt() {
		List<Boolean> stopping = new ArrayList<>();
		this.errorHandler = (failure) -> stopping.add(false);
		subscribe("home/kitchen", (message) -> {
			this.inbound.stop();
			this.inbound.interrupt();
			this.inbound.resume();
			throw new IllegalStateException("on purpose");
		});
		accept(MESSAGE);
		runPool();
		assertThat(stopping).isEmpty();
		assertThat(this.acknowledged).hasValue(0);
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
		ThrowingConsumer<IotMessage> handler = (message) -> {
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
		subscribe(IotSubscription.of(List.of(TopicFilter.of("home/#"), TopicFilter.of("+/kitchen")),
				(message) -> this.handled.add(message.text())));
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
		subscribe(IotSubscription.manual(TopicFilter.of("home/+"),
				(message, acknowledgment) -> acknowledgments.add(acknowledgment)));
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
		subscribe(IotSubscription.manual(TopicFilter.of("home/+"), (message, acknowledgment) -> {
			this.handled.add("try");
			if (this.handled.size() == 1) {
				throw new IllegalStateException("on purpose");
			}
			acknowledgments.add(acknowledgment);
		}));
		this.errorHandler = (failedMessage) -> failedMessage.handler().acceptWithException(failedMessage.message());
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
		subscribe(IotSubscription.of(TopicFilter.of("home/+"), (message) -> {
			throw new IllegalStateException("on purpose");
		}).withName("kitchen").withErrorHandler(own::add));
		accept(MESSAGE);
		runPool();
		assertThat(this.failed).isEmpty();
		assertThat(own).singleElement().extracting(FailedMessage::listener).isEqualTo("kitchen");
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void topicsAreHandledSideBySideAndEachInOrder() {
		Map<String, List<String>> byTopic = new HashMap<>();
		subscribe(IotSubscription
			.of(TopicFilter.of("home/+"),
					(message) -> byTopic.computeIfAbsent(message.topic(), (topic) -> new ArrayList<>())
						.add(message.text()))
			.withConcurrency(3));
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
		IotSubscription subscription = IotSubscription.of(TopicFilter.of("home/+"),
				(message) -> this.handled.add(message.text()));
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
		fill();
		// QoS 0 messages cannot keep QoS 1 messages out
		assertThat(this.log.lines(Level.WARN)).hasSize(1);
		overflow();
		assertThat(this.log.lines(Level.WARN)).element(1).asString().contains("a QoS 1 message was left to the server");
		this.time.settle();
		then(this.connection).should(never()).reconnect();
		runPool();
		this.time.settle();
		then(this.connection).should().reconnect();
		assertThat(this.handled).contains("21");
	}

	@Test
	void connectsAgainAtMostOnceAMinuteAndEverMoreSlowly() {
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		overflow();
		overflow();
		runPool();
		this.time.settle();
		then(this.connection).should().reconnect();
		overflow();
		runPool();
		this.time.advance(Duration.ofSeconds(59));
		then(this.connection).should().reconnect();
		this.time.advance(Duration.ofSeconds(1));
		then(this.connection).should(times(2)).reconnect();
		overflow();
		runPool();
		this.time.advance(Duration.ofSeconds(119));
		then(this.connection).should(times(2)).reconnect();
		this.time.advance(Duration.ofSeconds(1));
		then(this.connection).should(times(3)).reconnect();
	}

	@Test
	void doesNotConnectAgainWhenThereIsANewConnectionAnyway() {
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		overflow();
		this.inbound.connected(false);
		runPool();
		this.time.settle();
		then(this.connection).should(never()).reconnect();
	}

	// until nothing more fits
	private void overflow() {
		IntStream.range(0, 2001).forEach((i) -> accept(MESSAGE));
	}

	private void fill() {
		IotMessage once = IotMessage.to("home/kitchen").qos(Qos.AT_MOST_ONCE).build();
		IntStream.range(0, 1001).forEach((i) -> accept(once));
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
		assertThat(Thread.interrupted()).isFalse();
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
	void interruptOfAHandlerThatIsNoStopIsAFailureLikeAnother() {
		subscribe("home/+", (message) -> {
			if (message.text().equals("bad")) {
				Thread.currentThread().interrupt();
				throw new InterruptedException("a watchdog of the application");
			}
			this.handled.add(message.text());
		});
		this.errorHandler = (failedMessage) -> {
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			this.failed.add(failedMessage);
		};
		accept(IotMessage.of("home/a", "bad"));
		accept(IotMessage.of("home/a", "good"));
		runPool();
		assertThat(this.failed).singleElement()
			.extracting(FailedMessage::failure)
			.isInstanceOf(InterruptedException.class);
		assertThat(this.handled).containsExactly("good");
		assertThat(this.acknowledged).hasValue(2);
	}

	@Test
	void errorOfEachTryIsRetriedAndRecovered() {
		AtomicInteger calls = new AtomicInteger();
		subscribe("home/+", (message) -> {
			calls.incrementAndGet();
			throw new NoClassDefFoundError("on purpose");
		});
		this.errorHandler = IotListenerErrorHandler.retrying(new FixedBackOff(1, 3), this.failed::add);
		accept(MESSAGE);
		runPool();
		assertThat(calls).hasValue(4);
		assertThat(this.failed).hasSize(1);
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void interruptOfEachTryIsRetriedAndRecovered() {
		AtomicInteger calls = new AtomicInteger();
		subscribe("home/+", (message) -> {
			calls.incrementAndGet();
			Thread.currentThread().interrupt();
			throw new InterruptedException("a watchdog of the application");
		});
		this.errorHandler = IotListenerErrorHandler.retrying(new FixedBackOff(1, 3), this.failed::add);
		accept(MESSAGE);
		runPool();
		assertThat(calls).hasValue(4);
		assertThat(this.failed).hasSize(1);
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void stopInterruptsAndLeavesMessagesToTheServer() {
		subscribe("home/+", (message) -> {
			this.inbound.stop();
			this.inbound.interrupt();
			throw new IllegalStateException("as a consequence");
		});
		accept(MESSAGE);
		accept(MESSAGE);
		runPool();
		assertThat(this.failed).isEmpty();
		assertThat(this.acknowledged).hasValue(0);
		assertThat(this.inbound.stop()).isCompleted();
	}

	@Test
	void closedTakesNothingAndAcknowledgesNothing() {
		subscribe("home/+", (message) -> this.handled.add("1"));
		this.inbound.stop();
		accept(MESSAGE);
		accept(IotMessage.of("unwanted", ""));
		assertThat(this.pool).isEmpty();
		assertThat(this.acknowledged).hasValue(0);
		this.inbound.start();
		accept(MESSAGE);
		runPool();
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void whatWasTakenIsFinishedAfterClose() {
		subscribe("home/+", (message) -> this.handled.add("1"));
		accept(MESSAGE);
		CompletableFuture<Void> stopped = this.inbound.stop();
		assertThat(stopped).isNotDone();
		runPool();
		assertThat(this.handled).containsExactly("1");
		assertThat(this.acknowledged).hasValue(1);
		assertThat(stopped).isCompleted();
	}

	@Test
	void stopWaitsForHandlersOfSubscriptionsThatWereGivenUp() {
		IotSubscription subscription = IotSubscription.of(TopicFilter.of("home/+"), (message) -> this.handled.add("1"));
		subscribe(subscription);
		accept(MESSAGE);
		this.filters.giveUp(subscription);
		this.time.settle();
		assertThat(this.inbound.stop()).isNotDone();
		runPool();
		assertThat(this.inbound.stop()).isCompleted();
	}

	@Test
	void qos0IsDroppedWhenTheQueueIsFull() {
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		fill();
		accept(MESSAGE);
		runPool();
		assertThat(this.handled).hasSize(1001);
		assertThat(this.acknowledged).hasValue(1001);
		assertThat(this.log.lines(Level.WARN)).hasSize(1).allMatch((line) -> line.contains("'home/+' is too slow"));
		assertThat(this.inbound.receiveStatus().dropped()).containsExactly(Map.entry("home/+", 1L));
	}

	@Test
	void qos0IsBoundedByBytesForASubscription() {
		subscribe("home/+", (message) -> this.handled.add("large"));
		IntStream.range(0, 100).forEach((i) -> accept(large(Qos.AT_MOST_ONCE)));
		runPool();
		assertThat(this.handled).hasSize(66);
		assertThat(this.inbound.receiveStatus().dropped()).containsExactly(Map.entry("home/+", 34L));
	}

	@Test
	void qos0IsBoundedByBytesForTheConnection() {
		IntStream.range(0, 4).forEach((i) -> subscribe("home/" + i, (message) -> this.handled.add(message.topic())));
		for (int i = 0; i < 400; i++) {
			accept(IotMessage.to("home/" + i % 4).payload(new byte[125_000]).qos(Qos.AT_MOST_ONCE).build());
		}
		runPool();
		assertThat(this.handled).hasSize(133).contains("home/0", "home/1", "home/2", "home/3");
		accept(IotMessage.to("home/0").qos(Qos.AT_MOST_ONCE).build());
		runPool();
		assertThat(this.handled).hasSize(134);
	}

	@Test
	void qos1BeyondTheBytesIsLeftToTheServer() {
		subscribe("home/+", (message) -> this.handled.add("large"));
		IntStream.range(0, 200).forEach((i) -> accept(large(Qos.AT_LEAST_ONCE)));
		runPool();
		assertThat(this.handled).hasSize(133);
		assertThat(this.acknowledged).hasValue(133);
		assertThat(this.inbound.receiveStatus().dropped()).isEmpty();
	}

	@Test
	void fullQueueOfOneSubscriptionKeepsItUnacknowledged() {
		subscribe("home/#", (message) -> this.handled.add("slow"));
		IntStream.range(0, 2000).forEach((i) -> accept(IotMessage.of("home/other", "")));
		subscribe("home/kitchen", (message) -> this.handled.add("fast"));
		accept(MESSAGE);
		runPool();
		assertThat(this.handled).containsOnlyOnce("fast");
		assertThat(this.acknowledged).hasValue(2000);
	}

	@Test
	void pauseHandsOutNothingAndAKeptSessionSendsItAgain() {
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		accept(MESSAGE);
		assertThat(this.inbound.pause()).isCompleted();
		accept(IotMessage.to("home/a").payload("once").qos(Qos.AT_MOST_ONCE).build());
		this.inbound.connected(true);
		accept(IotMessage.of("home/a", "again"));
		runPool();
		assertThat(this.handled).isEmpty();
		this.inbound.resume();
		runPool();
		assertThat(this.handled).containsExactly("once", "again");
		assertThat(this.acknowledged).hasValue(2);
	}

	@Test
	void withoutAKeptSessionWhatWasNotHandedOutIsHandledHere() {
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		accept(MESSAGE);
		this.inbound.pause();
		this.inbound.connected(false);
		this.inbound.resume();
		runPool();
		assertThat(this.handled).containsExactly("21");
	}

	@Test
	void pauseAppliesToSubscriptionsThatCome() {
		this.inbound.pause();
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		accept(MESSAGE);
		runPool();
		assertThat(this.handled).isEmpty();
		this.inbound.resume();
		runPool();
		assertThat(this.handled).containsExactly("21");
	}

	@Test
	void messagesOfAKeptSessionAreHeldForTheirSubscriber() {
		this.inbound.connected(true);
		accept(IotMessage.of("home/a", "1"));
		accept(IotMessage.of("home/b", "2"));
		assertThat(this.acknowledged).hasValue(0);
		assertThat(this.inbound.receiveStatus().waiting()).isEqualTo(2);
		assertThat(this.inbound.receiveStatus().unacknowledged()).isEqualTo(2);
		this.time.advance(Duration.ofSeconds(59));
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		accept(IotMessage.of("home/a", "3"));
		runPool();
		assertThat(this.handled).containsExactly("1", "2", "3");
		assertThat(this.acknowledged).hasValue(3);
		assertThat(this.inbound.receiveStatus().waiting()).isZero();
	}

	@Test
	void messageThatFindsTheSubscriberFirstIsBehindThoseThatWereHeld() {
		this.inbound.connected(true);
		accept(IotMessage.of("home/a", "1"));
		IotSubscription subscription = IotSubscription.of(TopicFilter.of("home/+"),
				(message) -> this.handled.add(message.text()));
		this.filters.want(subscription, this.inbound.handlerOf(subscription));
		this.time.settle();
		accept(IotMessage.of("home/a", "2"));
		runPool();
		assertThat(this.handled).containsExactly("1", "2");
	}

	@Test
	void halfOfTheReceiveMaximumIsHeld() {
		this.inbound.connected(true);
		IntStream.range(0, 7).forEach((i) -> accept(IotMessage.of("home/a", "" + i)));
		assertThat(this.inbound.receiveStatus().waiting()).isEqualTo(5);
		assertThat(this.acknowledged).hasValue(2);
		assertThat(this.inbound.receiveStatus().dropped()).containsExactly(Map.entry("home/a", 2L));
	}

	@Test
	void nothingIsHeldLongerThan60SecondsAfterConnack() {
		this.inbound.connected(true);
		accept(IotMessage.of("home/a", "1"));
		accept(IotMessage.of("home/a", "2"));
		this.time.advance(Duration.ofSeconds(60));
		assertThat(this.acknowledged).hasValue(2);
		assertThat(this.log.lines(Level.WARN)).singleElement().asString().contains("home/a=2");
		accept(IotMessage.of("home/a", "3"));
		assertThat(this.acknowledged).hasValue(3);
	}

	@Test
	void nothingIsHeldLongerThan20SecondsAfterTheApplicationIsReady() {
		this.inbound.connected(true);
		accept(IotMessage.of("home/a", "1"));
		this.time.advance(Duration.ofSeconds(10));
		this.inbound.applicationReady();
		this.time.advance(Duration.ofSeconds(19));
		assertThat(this.acknowledged).hasValue(0);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.acknowledged).hasValue(1);
		this.inbound.connected(true);
		accept(IotMessage.of("home/a", "2"));
		assertThat(this.acknowledged).hasValue(2);
	}

	@Test
	void messageOfANewSessionThatNoListenerTakesIsAcknowledgedAndCountedAfterTheHold() {
		this.inbound.connected(false);
		accept(IotMessage.of("direct/reboot", "now"));
		assertThat(this.acknowledged).hasValue(0);
		assertThat(this.inbound.receiveStatus().dropped()).isEmpty();
		this.inbound.applicationReady();
		this.time.advance(Duration.ofSeconds(20));
		assertThat(this.acknowledged).hasValue(1);
		assertThat(this.inbound.receiveStatus().dropped()).containsExactly(Map.entry("direct/reboot", 1L));
		accept(IotMessage.of("direct/reboot", "now"));
		assertThat(this.acknowledged).hasValue(2);
	}

	@Test
	void handlerWithoutASubscribeTakesMessagesOfItsTopics() {
		subscribe(IotSubscription.of(TopicFilter.of("direct/+"), (message) -> this.handled.add(message.text()))
			.withSubscribe(false));
		accept(IotMessage.of("direct/reboot", "now"));
		assertThat(this.acknowledged).hasValue(0);
		runPool();
		assertThat(this.handled).containsExactly("now");
		assertThat(this.acknowledged).hasValue(1);
	}

	@Test
	void listenerThatComesTooLateIsToldWhatItMissed() {
		this.inbound.connected(true);
		accept(IotMessage.of("home/a", "1"));
		accept(IotMessage.of("other", "1"));
		this.time.advance(Duration.ofSeconds(60));
		subscribe(IotSubscription.of(TopicFilter.of("home/+"), (message) -> this.handled.add(message.text()))
			.withName("kitchen"));
		assertThat(this.log.lines(Level.WARN)).last().asString().contains("'kitchen'").contains("1 messages");
		assertThat(this.inbound.receiveStatus().dropped())
			.containsExactlyInAnyOrderEntriesOf(Map.of("kitchen", 1L, "other", 1L));
	}

	@Test
	void heldMessagesOfTheLastConnectionAreSentAgainByTheServer() {
		this.inbound.connected(true);
		accept(MESSAGE);
		this.inbound.connected(true);
		accept(MESSAGE);
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		runPool();
		assertThat(this.handled).containsExactly("21");
	}

	@Test
	void statusNamesTheSubscriptionThatHoldsTheWindow() {
		this.inbound.connected(false);
		subscribe("quick", (message) -> this.handled.add("quick"));
		subscribe("slow/+", (message) -> this.handled.add("slow"));
		IntStream.range(0, 8).forEach((i) -> accept(IotMessage.of("slow/" + i, "")));
		assertThat(this.inbound.receiveStatus()).isEqualTo(new ReceiveStatus(8, 10, null, 0, Map.of()));
		accept(IotMessage.of("quick", ""));
		assertThat(this.inbound.receiveStatus()).isEqualTo(new ReceiveStatus(9, 10, "slow/+", 0, Map.of()));
		runPool();
		assertThat(this.inbound.receiveStatus()).isEqualTo(new ReceiveStatus(0, 10, null, 0, Map.of()));
	}

	@Test
	void newConnectionHasAnEmptyWindow() {
		this.inbound.connected(false);
		subscribe("slow/+", (message) -> this.handled.add("slow"));
		IntStream.range(0, 10).forEach((i) -> accept(IotMessage.of("slow/" + i, "")));
		this.inbound.connected(false);
		assertThat(this.inbound.receiveStatus().unacknowledged()).isZero();
		runPool();
		assertThat(this.inbound.receiveStatus().unacknowledged()).isZero();
	}

	@Test
	void copyOfAMessageInWorkIsAcknowledgedWithIt() {
		this.inbound.connected(false);
		List<Acknowledgment> acknowledgments = new ArrayList<>();
		subscribe(IotSubscription
			.manual(TopicFilter.of("home/+"), (message, acknowledgment) -> acknowledgments.add(acknowledgment))
			.withIdentifiedBy("id"));
		accept(identified("1"));
		accept(identified("1"));
		accept(identified("2"));
		runPool();
		accept(identified("1"));
		runPool();
		assertThat(acknowledgments).hasSize(2);
		acknowledgments.get(0).acknowledge();
		// the last one after that of the other message, which came before it
		assertThat(this.acknowledged).hasValue(2);
		acknowledgments.get(1).acknowledge();
		assertThat(this.acknowledged).hasValue(4);
		assertThat(this.inbound.receiveStatus().unacknowledged()).isZero();
		accept(identified("1"));
		runPool();
		assertThat(acknowledgments).hasSize(3);
	}

	@Test
	void copyOfAMessageThatCouldNotBeHandledIsHandled() {
		subscribe(IotSubscription.of(TopicFilter.of("home/+"), (message) -> {
			this.handled.add("try");
			throw new IllegalStateException("on purpose");
		}).withIdentifiedBy("id"));
		this.errorHandler = (failedMessage) -> {
			throw new IllegalStateException("on purpose");
		};
		accept(identified("1"));
		runPool();
		accept(identified("1"));
		runPool();
		assertThat(this.handled).hasSize(2);
	}

	@Test
	void copiesWithoutIdentifierAreHandledAndEachIsAcknowledged() {
		this.inbound.connected(false);
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		accept(MESSAGE);
		accept(MESSAGE);
		runPool();
		assertThat(this.handled).hasSize(2);
		assertThat(this.acknowledged).hasValue(2);
		assertThat(this.inbound.receiveStatus().unacknowledged()).isZero();
	}

	@Test
	void messageThatFindsNoSubscriberWhileTheConnectionStopsIsNotAcknowledged() {
		InboundMessages[] stopped = new InboundMessages[1];
		stopped[0] = new InboundMessages((topic) -> {
			stopped[0].stop();
			return List.of();
		}, 10, this.pool::add, this.engine, new ErrorHandling(this.failed::add, this.connection),
				this.connection::reconnect, ConnectionMeters.NONE);
		stopped[0].connected(true);
		stopped[0].accept(MESSAGE, this.acknowledged::incrementAndGet);
		assertThat(this.acknowledged).hasValue(0);
	}

	@Test
	void pauseWhileTheConnectionStopsHoldsNothingBack() {
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		accept(MESSAGE);
		CompletableFuture<Void> stopped = this.inbound.stop();
		assertThat(this.inbound.pause()).isNotDone();
		runPool();
		assertThat(this.handled).containsExactly("21");
		assertThat(stopped).isCompleted();
	}

	@Test
	void waitingMessageOfALostSessionIsHandledAlthoughTheNextSessionIsKept() {
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		this.inbound.connected(false);
		accept(IotMessage.of("home/a", "lost session"));
		this.inbound.connected(false);
		accept(IotMessage.of("home/a", "kept session"));
		this.inbound.connected(true);
		accept(IotMessage.of("home/a", "sent again"));
		runPool();
		assertThat(this.handled).containsExactly("lost session", "sent again");
	}

	@Test
	void heldMessageOfALostSessionIsHandledAlthoughTheNextSessionIsKept() {
		this.inbound.connected(true);
		accept(IotMessage.of("home/a", "lost session"));
		this.inbound.connected(false);
		accept(IotMessage.of("home/a", "kept session"));
		this.inbound.connected(true);
		accept(IotMessage.of("home/a", "sent again"));
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		runPool();
		assertThat(this.handled).containsExactly("lost session", "sent again");
	}

	@Test
	void copyIsHandledWhenItsOriginalCouldNotBe() {
		subscribe(IotSubscription.of(TopicFilter.of("home/+"), (message) -> {
			this.handled.add("try");
			if (this.handled.size() == 1) {
				accept(identified("1"));
				accept(identified("1"));
				throw new IllegalStateException("on purpose");
			}
		}).withIdentifiedBy("id"));
		this.errorHandler = (failedMessage) -> {
			throw new IllegalStateException("on purpose");
		};
		accept(identified("1"));
		runPool();
		assertThat(this.handled).hasSize(2);
		assertThat(this.acknowledged).hasValue(2);
	}

	@Test
	void identifierOfAnUnacknowledgedQos0MessageIsForgotten() {
		subscribe(IotSubscription
			.manual(TopicFilter.of("home/+"), (message, acknowledgment) -> this.handled.add(message.text()))
			.withIdentifiedBy("id"));
		IotMessage once = IotMessage.to("home/a").userProperty("id", "1").qos(Qos.AT_MOST_ONCE).build();
		accept(once);
		runPool();
		accept(once);
		runPool();
		assertThat(this.handled).hasSize(2);
	}

	@Test
	void copiesFromEarlierConnectionsTakeNoRoom() {
		subscribe(IotSubscription
			.manual(TopicFilter.of("home/+"), (message, acknowledgment) -> this.handled.add(message.text()))
			.withIdentifiedBy("id"));
		for (int i = 0; i < 300; i++) {
			this.inbound.connected(true);
			accept(IotMessage.to("home/a").userProperty("id", "1").payload(new byte[125_000]).build());
			runPool();
		}
		subscribe("other", (message) -> this.handled.add("other"));
		accept(IotMessage.of("other", ""));
		runPool();
		assertThat(this.handled).hasSize(2).contains("other");
	}

	@Test
	void identifiersAreForgottenWithAStop() {
		subscribe(IotSubscription
			.manual(TopicFilter.of("home/+"), (message, acknowledgment) -> this.handled.add(message.text()))
			.withIdentifiedBy("id"));
		accept(identified("1"));
		runPool();
		this.inbound.stop();
		this.inbound.interrupt();
		this.inbound.start();
		accept(identified("1"));
		runPool();
		assertThat(this.handled).hasSize(2);
	}

	private static IotMessage identified(String id) {
		return IotMessage.to("home/a").userProperty("id", id).build();
	}

	@Test
	void acknowledgementsLeaveInTheOrderOfTheMessages() {
		List<String> sent = acceptThree();
		acknowledge("2");
		assertThat(sent).isEmpty();
		assertThat(this.inbound.receiveStatus().unacknowledged()).isEqualTo(3);
		acknowledge("1");
		assertThat(sent).containsExactly("1", "2");
		acknowledge("3");
		assertThat(sent).containsExactly("1", "2", "3");
		assertThat(this.inbound.receiveStatus().unacknowledged()).isZero();
	}

	@Test
	void messageThatIsLeftToTheServerHoldsBackNoAcknowledgement() {
		this.errorHandler = (failure) -> {
			throw new IllegalStateException("cannot be settled");
		};
		List<String> sent = new ArrayList<>();
		subscribe("home/+", (message) -> {
			if (message.text().equals("1")) {
				throw new IllegalStateException("on purpose");
			}
		});
		accept("1", sent);
		accept("2", sent);
		runPool();
		assertThat(sent).containsExactly("2");
	}

	@Test
	void messageThatWaitsForItsSubscriberHoldsBackNoAcknowledgement() {
		List<String> sent = new ArrayList<>();
		this.inbound.connected(true);
		this.inbound.accept(IotMessage.of("later", "1"), () -> sent.add("1"));
		subscribe("home/+", (message) -> this.handled.add(message.text()));
		accept("2", sent);
		runPool();
		assertThat(sent).containsExactly("2");
		this.time.advance(Duration.ofSeconds(60));
		assertThat(sent).containsExactly("2", "1");
	}

	@Test
	void messageThatIsNeverAcknowledgedHoldsBackOthersForTwoSeconds() {
		List<String> sent = acceptThree();
		acknowledge("2");
		this.time.advance(Duration.ofSeconds(1));
		acknowledge("3");
		assertThat(sent).isEmpty();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(sent).containsExactly("2", "3");
		acknowledge("1");
		assertThat(sent).containsExactly("2", "3", "1");
	}

	@Test
	void atMostAQuarterOfTheReceiveMaximumWaitsForEarlierMessages() {
		List<String> sent = new ArrayList<>();
		subscribe(IotSubscription.manual(TopicFilter.of("home/+"),
				(message, acknowledgment) -> this.acknowledgments.put(message.text(), acknowledgment)));
		List.of("1", "2", "3", "4").forEach((text) -> accept(text, sent));
		runPool();
		acknowledge("2");
		acknowledge("3");
		assertThat(sent).isEmpty();
		acknowledge("4");
		assertThat(sent).containsExactly("2", "3", "4");
	}

	@Test
	void acknowledgementsThatAreReadyLeaveBeforeTheConnectionIsRenewed() {
		List<String> sent = acceptThree();
		acknowledge("3");
		this.inbound.pause();
		assertThat(sent).containsExactly("3");
	}

	@Test
	void acknowledgementsThatAreReadyLeaveBeforeTheConnectionIsStopped() {
		List<String> sent = acceptThree();
		acknowledge("2");
		this.inbound.stop();
		assertThat(sent).containsExactly("2");
	}

	@Test
	void acknowledgementsDoNotWaitWhileARenewalWaitsForAHandler() {
		assertAcknowledgedAtOnceAfter(this.inbound::pause);
	}

	@Test
	void acknowledgementsDoNotWaitWhileAStopWaitsForAHandler() {
		assertAcknowledgedAtOnceAfter(this.inbound::stop);
	}

	@Test
	void acknowledgementsDoNotWaitAfterAHandlerWasInterrupted() {
		assertAcknowledgedAtOnceAfter(this.inbound::interrupt);
	}

	@Test
	void acknowledgementsDoNotWaitBeforeAReconnectAlthoughAHandlerRuns() {
		assertAcknowledgedAtOnceAfter(this.inbound::acknowledgeAtOnce);
	}

	@Test
	void acknowledgementsOfTheNextConnectionAreInOrderAgain() {
		this.inbound.acknowledgeAtOnce();
		this.inbound.connected(true);
		List<String> sent = acceptThree();
		acknowledge("2");
		assertThat(sent).isEmpty();
		acknowledge("1");
		assertThat(sent).containsExactly("1", "2");
	}

	// the first and the third message stay in work, and so does the last one, whose
	// handler begins the end of the connection
	private void assertAcknowledgedAtOnceAfter(Runnable end) {
		List<String> sent = new ArrayList<>();
		subscribe(IotSubscription.manual(TopicFilter.of("home/+"), (message, acknowledgment) -> {
			this.acknowledgments.put(message.text(), acknowledgment);
			if (message.text().equals("last")) {
				acknowledge("2");
				this.handled.add("before " + sent);
				end.run();
				this.handled.add("ready " + sent);
				acknowledge("4");
				this.handled.add("later " + sent);
			}
		}));
		List.of("1", "2", "3", "4", "last").forEach((text) -> accept(text, sent));
		runPool();
		assertThat(this.handled).containsExactly("before []", "ready [2]", "later [2, 4]");
	}

	private List<String> acceptThree() {
		List<String> sent = new ArrayList<>();
		this.acknowledgments.clear();
		subscribe(IotSubscription.manual(TopicFilter.of("home/+"),
				(message, acknowledgment) -> this.acknowledgments.put(message.text(), acknowledgment)));
		List.of("1", "2", "3").forEach((text) -> accept(text, sent));
		runPool();
		return sent;
	}

	private void accept(String text, List<String> sent) {
		this.inbound.accept(IotMessage.of("home/" + text, text), () -> sent.add(text));
	}

	private void acknowledge(String text) {
		Objects.requireNonNull(this.acknowledgments.get(text)).acknowledge();
	}

	private static IotMessage large(Qos qos) {
		return IotMessage.to("home/a").payload(new byte[125_000]).qos(qos).build();
	}

	private void failingHandler() {
		subscribe("home/+", (message) -> {
			throw new IllegalStateException("on purpose");
		});
	}

	private void subscribe(String filter, ThrowingConsumer<IotMessage> handler) {
		subscribe(IotSubscription.of(TopicFilter.of(filter), handler));
	}

	private void subscribe(IotSubscription subscription) {
		this.filters.want(subscription, this.inbound.handlerOf(subscription));
		this.time.settle();
		this.inbound.subscribed(subscription);
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
