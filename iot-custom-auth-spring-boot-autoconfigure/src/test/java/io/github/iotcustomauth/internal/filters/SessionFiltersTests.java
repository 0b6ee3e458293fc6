package io.github.iotcustomauth.internal.filters;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.connection.FakeTransport;
import io.github.iotcustomauth.internal.connection.FakeTransport.Subscribe;
import io.github.iotcustomauth.internal.diagnosis.Diagnosis;
import io.github.iotcustomauth.internal.diagnosis.Situation;
import io.github.iotcustomauth.internal.engine.CapturedLog;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.publishing.TestPublishes;
import io.github.iotcustomauth.internal.receiving.SubscribedHandler;
import io.github.iotcustomauth.internal.receiving.TestHandlers;
import io.github.iotcustomauth.internal.transport.MqttReasonCodes;
import io.github.iotcustomauth.internal.transport.MqttTransport.UnansweredException;
import io.github.iotcustomauth.support.TestExecutors;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.function.ThrowingConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link SessionFilters}.
 */
class SessionFiltersTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final TopicFilter SECRET = TopicFilter.of("secret/#");

	private static final ThrowingConsumer<IotMessage> HANDLER = (message) -> {
	};

	private final VirtualTime time = new VirtualTime();

	private final List<Object> events = new ArrayList<>();

	private final List<IotSubscription> subscriptions = new ArrayList<>();

	private final SessionFilters filters = new SessionFilters(
			new Engine(this.time.executor(), this.time.clock(), this.time::nanoTime, new SplittableRandom(1)),
			TestExecutors.SHARED, ConnectionSettings.builder("localhost", "device").build(), this.events::add, () -> {
			});

	private final FakeTransport transport = new FakeTransport();

	private final CapturedLog log = new CapturedLog(SessionFilters.class);

	@AfterEach
	void closeLog() {
		this.log.close();
	}

	@Test
	void asksAtOnceWhenThereIsATransport() {
		attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe("a/+", Qos.AT_MOST_ONCE);
		assertThat(this.transport.subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.filters())
				.containsExactly(Map.entry(TopicFilter.of("a/+"), Qos.AT_MOST_ONCE)));
		assertThat(answer).isNotDone();
		grant(this.transport);
		assertThat(answer).succeedsWithin(LIMIT);
	}

	@Test
	void asksBeforeTheCallReturnsSoThatWhatIsPublishedNextIsReceived() {
		attach(this.transport, false);
		IotSubscription subscription = subscription(Qos.AT_LEAST_ONCE, "a");
		this.filters.want(subscription, TestHandlers.of(subscription));
		assertThat(this.transport.subscribes()).hasSize(1);
		assertThat(this.filters.matching("a")).hasSize(1);
	}

	@Test
	void handlerIsThereBeforeTheServerCanSendWhatItHasRetained() {
		List<SubscribedHandler> matching = new ArrayList<>();
		this.transport.onSubscribe(() -> matching.addAll(this.filters.matching("a")));
		attach(this.transport, false);
		subscribe("a");
		assertThat(matching).hasSize(1);
	}

	@Test
	void handlerWithoutASubscribeIsAskedForNowhere() {
		attach(this.transport, false);
		IotSubscription direct = direct("direct/+");
		assertThat(subscribe(direct)).succeedsWithin(LIMIT);
		assertThat(this.transport.subscribes()).isEmpty();
		assertThat(matching("direct/a")).containsExactly(direct);
		IotSubscription both = subscription(Qos.AT_LEAST_ONCE, "direct/a");
		subscribe(both);
		assertThat(this.transport.subscribes()).singleElement()
			.extracting(Subscribe::texts)
			.isEqualTo(List.of("direct/a"));
		assertThat(matching("direct/a")).containsExactlyInAnyOrder(direct, both);
		assertThat(settled(this.filters.giveUp(direct))).succeedsWithin(LIMIT);
		assertThat(matching("direct/a")).containsExactly(both);
		assertThat(this.transport.unsubscribes()).isEmpty();
	}

	@Test
	void handlersWithoutASubscribeUseNoneOfTheFiftySubscriptions() {
		IntStream.range(0, 60).forEach((i) -> assertThat(subscribe(direct("direct/" + i))).succeedsWithin(LIMIT));
		CompletableFuture<Void> last = subscribe("a");
		attach(this.transport, false);
		grant(this.transport);
		assertThat(last).succeedsWithin(LIMIT);
	}

	// with so many, the table has a tree
	@Test
	void handlersOfManyFiltersAreFoundInTheOrderInWhichTheyCame() {
		List<IotSubscription> all = new ArrayList<>();
		for (String filter : List.of("direct/#", "direct/7", "+/7", "direct/+")) {
			all.add(direct(filter));
		}
		IntStream.range(0, 60).forEach((i) -> all.add(direct("other/" + i)));
		all.forEach((each) -> assertThat(subscribe(each)).succeedsWithin(LIMIT));
		assertThat(matching("direct/7")).containsExactlyElementsOf(all.subList(0, 4));
		assertThat(matching("other/59")).containsExactly(all.get(all.size() - 1));
		assertThat(matching("other/60")).isEmpty();
		assertThat(settled(this.filters.giveUp(all.get(1)))).succeedsWithin(LIMIT);
		assertThat(matching("direct/7")).containsExactly(all.get(0), all.get(2), all.get(3));
	}

	private static IotSubscription direct(String filter) {
		return IotSubscription.of(TopicFilter.of(filter), HANDLER).withSubscribe(false);
	}

	private List<IotSubscription> matching(String topic) {
		return this.filters.matching(topic).stream().map(SubscribedHandler::subscription).toList();
	}

	@Test
	void asksWhenATransportComes() {
		CompletableFuture<Void> answer = subscribe("a");
		assertThat(answer).isNotDone();
		attach(this.transport, false);
		grant(this.transport);
		assertThat(answer).succeedsWithin(LIMIT);
	}

	@Test
	void asksForEightFiltersAPacketAtMostAndForOnePacketAtATime() {
		IntStream.range(0, 20).forEach((i) -> subscribe("topic/" + i));
		attach(this.transport, false);
		assertThat(this.transport.subscribes()).hasSize(1);
		grant(this.transport);
		assertThat(this.transport.subscribes()).extracting((packet) -> packet.filters().size())
			.containsExactly(8, 8, 4);
		assertThat(this.transport.subscribes().stream().flatMap((packet) -> packet.texts().stream()))
			.doesNotHaveDuplicates()
			.hasSize(20);
	}

	@Test
	void asksAgainWhenTheSessionIsGone() {
		subscribe("a");
		subscribe("b");
		attach(this.transport, false);
		grant(this.transport);
		FakeTransport next = reconnect(false);
		assertThat(next.subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.texts()).containsExactlyInAnyOrder("a", "b"));
	}

	@Test
	void asksForNothingWhenTheSessionIsThere() {
		subscribe("a");
		attach(this.transport, false);
		grant(this.transport);
		assertThat(reconnect(true).subscribes()).isEmpty();
	}

	@Test
	void asksForWhatWasNotAnsweredEvenWhenTheSessionIsThere() {
		subscribe("a");
		attach(this.transport, false);
		grant(this.transport);
		CompletableFuture<Void> unanswered = subscribe("b");
		detach();
		fail(this.transport);
		CompletableFuture<Void> meanwhile = subscribe("c");
		assertThat(unanswered).isNotDone();
		FakeTransport next = new FakeTransport();
		attach(next, true);
		assertThat(next.subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.texts()).containsExactlyInAnyOrder("b", "c"));
		grant(next);
		assertThat(unanswered).succeedsWithin(LIMIT);
		assertThat(meanwhile).succeedsWithin(LIMIT);
	}

	@Test
	void answerOfALostTransportDoesNotCountForTheNext() {
		CompletableFuture<Void> answer = subscribe("a");
		attach(this.transport, false);
		FakeTransport next = reconnect(true);
		grant(this.transport);
		assertThat(answer).isNotDone();
		grant(next);
		assertThat(answer).succeedsWithin(LIMIT);
		assertThat(next.subscribes()).hasSize(1);
	}

	@Test
	void refusedFilterIsReportedWithTheTimeOfTheNextAttempt() {
		IotFailure failure = Diagnosis.of(Situation.subscribing(MqttReasonCodes.of(0x87), "secret/#"));
		attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe("secret/#");
		answer(this.transport, 0, 0x87);
		assertThat(failure(answer)).isEqualTo(failure);
		Instant next = this.filters.refused().get(SECRET).nextAttempt();
		assertThat(next).isBetween(this.time.now().plus(Duration.ofMinutes(5)),
				this.time.now().plus(Duration.ofMinutes(8)));
		assertThat(this.filters.refused())
			.containsExactly(Map.entry(SECRET, new RefusedSubscription("default", "device", SECRET, failure, next)));
		assertThat(this.log.lines(Level.WARN)).singleElement()
			.asString()
			.contains("'secret/#'", "NOT_AUTHORIZED", next.toString());
		assertThat(this.events).containsExactly(new RefusedSubscription("default", "device", SECRET, failure, next));
	}

	@Test
	void refusedFilterIsAskedForAgainOnTheNextConnection() {
		for (int code : new int[] { 0x80, 0x83, 0x87, 0x97 }) {
			FakeTransport next = reconnect(false);
			grant(next);
			CompletableFuture<Void> answer = subscribe("topic/" + code);
			answer(next, next.subscribes().size() - 1, code);
			assertThat(failure(answer).code()).isEqualTo(code);
			next = reconnect(true);
			assertThat(next.subscribes()).singleElement()
				.satisfies((packet) -> assertThat(packet.texts()).containsExactly("topic/" + code));
			assertThat(this.filters.refused()).hasSize(1);
			grant(next);
			assertThat(this.filters.refused()).isEmpty();
		}
		assertThat(this.log.lines(Level.INFO)).hasSize(4).allMatch((line) -> line.contains("granted"));
	}

	@Test
	void refusedFilterIsAskedForEverMoreSlowly() {
		attach(this.transport, false);
		subscribe("secret/#");
		List<Duration> delays = refusals(0x87, 6);
		assertThat(delays.get(0)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(8));
		assertThat(delays.get(1)).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
		assertThat(delays.get(5)).isBetween(Duration.ofMinutes(40), Duration.ofHours(1));
	}

	@Test
	void throttledFilterIsAskedForAfterTenSeconds() {
		attach(this.transport, false);
		subscribe("secret/#");
		List<Duration> delays = refusals(0x97, 3);
		assertThat(delays.get(0)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
		assertThat(delays.get(1)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
		assertThat(delays.get(2)).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
		this.time.advance(Duration.ofMinutes(2));
		grant(this.transport);
		assertThat(this.filters.refused()).isEmpty();
		assertThat(this.transport.subscribes()).hasSize(4);
	}

	@Test
	void fleetDoesNotAskAtTheSameTime() {
		attach(this.transport, false);
		IntStream.range(0, 8).forEach((i) -> subscribe("topic/" + i));
		for (int i = 0; i < this.transport.subscribes().size(); i++) {
			answer(this.transport, i, Collections.nCopies(8, 0x97).toArray(Integer[]::new));
		}
		assertThat(this.filters.refused().values().stream().map(RefusedSubscription::nextAttempt).distinct())
			.hasSizeGreaterThan(4);
	}

	@Test
	void nothingIsAskedForWithoutTransport() {
		attach(this.transport, false);
		subscribe("a");
		answer(this.transport, 0, 0x97);
		detach();
		this.time.advance(Duration.ofHours(1));
		assertThat(this.transport.subscribes()).hasSize(1);
		assertThat(reconnect(true).subscribes()).hasSize(1);
	}

	@Test
	void refusedFilterThatIsGivenUpIsNotAskedForAgain() {
		attach(this.transport, false);
		subscribe("a");
		answer(this.transport, 0, 0x87);
		unsubscribe("a");
		assertThat(this.filters.refused()).isEmpty();
		this.time.advance(Duration.ofDays(1));
		assertThat(this.transport.subscribes()).hasSize(1);
		assertThat(this.time.isOver()).isTrue();
	}

	@Test
	void filterThatCannotBeSentHarmsNoOtherOfItsPacket() {
		CompletableFuture<Void> bad = subscribe("bad");
		List<CompletableFuture<Void>> good = IntStream.range(0, 3).mapToObj((i) -> subscribe("topic/" + i)).toList();
		attach(this.transport, false);
		for (int i = 0; i < this.transport.subscribes().size(); i++) {
			Subscribe packet = this.transport.subscribes().get(i);
			if (packet.texts().contains("bad")) {
				packet.answer().completeExceptionally(new IotConnectionException("on purpose", FakeTransport.LOST));
				this.time.settle();
			}
			else {
				answer(this.transport, i, 1);
			}
		}
		assertThat(failure(bad)).isEqualTo(FakeTransport.LOST);
		assertThat(good).allSatisfy((answer) -> assertThat(answer).succeedsWithin(LIMIT));
		assertThat(this.filters.refused()).containsOnlyKeys(TopicFilter.of("bad"));
	}

	@Test
	void unansweredSubscribeIsARefusalThatOthersDoNotWaitFor() {
		attach(this.transport, false);
		CompletableFuture<Void> unanswered = subscribe("a");
		CompletableFuture<Void> other = subscribe("b");
		unanswered(this.transport.subscribes().get(0).answer());
		assertThat(failure(unanswered)).isEqualTo(FakeTransport.TIMED_OUT);
		answer(this.transport, 1, 1);
		assertThat(other).succeedsWithin(LIMIT);
		Instant next = this.filters.refused().get(TopicFilter.of("a")).nextAttempt();
		assertThat(next).isBetween(this.time.now().plusSeconds(10), this.time.now().plusSeconds(15));
		this.time.advance(Duration.ofSeconds(15));
		assertThat(this.transport.subscribes()).hasSize(3);
	}

	@Test
	void laterDecisionWins() {
		attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> gone = unsubscribe("a");
		CompletableFuture<Void> again = subscribe("a");
		assertThat(this.transport.subscribes()).hasSize(1);
		removed(this.transport, 0);
		grant(this.transport);
		assertThat(gone).succeedsWithin(LIMIT);
		assertThat(again).succeedsWithin(LIMIT);
		assertThat(this.transport.subscribes()).hasSize(2);
		assertThat(this.filters.matching("a")).hasSize(1);
	}

	@Test
	void filterGivenUpBeforeItsAnswerIsRemovedAfterIt() {
		attach(this.transport, false);
		subscribe("a");
		CompletableFuture<Void> gone = unsubscribe("a");
		assertThat(this.transport.unsubscribes()).isEmpty();
		grant(this.transport);
		assertThat(this.transport.unsubscribes()).hasSize(1);
		assertThat(gone).isNotDone();
		removed(this.transport, 0);
		assertThat(gone).succeedsWithin(LIMIT);
	}

	@Test
	void filterGivenUpBeforeItsAnswerIsGoneWhenItIsRefused() {
		attach(this.transport, false);
		subscribe("a");
		CompletableFuture<Void> gone = unsubscribe("a");
		answer(this.transport, 0, 0x87);
		assertThat(gone).succeedsWithin(LIMIT);
		assertThat(this.transport.unsubscribes()).isEmpty();
		assertThat(this.events).isEmpty();
	}

	@Test
	void filterGivenUpBeforeItsAnswerIsRemovedFromAKeptSession() {
		attach(this.transport, false);
		subscribe("a");
		unsubscribe("a");
		assertThat(reconnect(true).unsubscribes()).hasSize(1);
	}

	@Test
	void callbacksRunOnAThreadOfTheirOwn() {
		CompletableFuture<String> thread = subscribe("a").handle((granted, ex) -> Thread.currentThread().getName());
		attach(this.transport, false);
		grant(this.transport);
		assertThat(thread).succeedsWithin(LIMIT).asString().startsWith("iot-callback-");
	}

	@Test
	void isolatedFilterIsAskedForInTrialsOnly() {
		subscribe("secret/#");
		subscribe("a");
		attach(this.transport, false);
		assertThat(this.filters.suspects().unanswered()).containsExactly(SECRET, TopicFilter.of("a"));
		this.filters.suspects().isolate(SECRET);
		FakeTransport next = reconnect(false);
		assertThat(next.subscribes()).extracting(Subscribe::texts).containsExactly(List.of("a"));
		List<String> answered = new ArrayList<>();
		this.filters.suspects().tryAlone(SECRET, () -> answered.add("answered"));
		this.time.settle();
		assertThat(next.subscribes()).hasSize(1);
		grant(next);
		assertThat(next.subscribes()).extracting(Subscribe::texts).containsExactly(List.of("a"), List.of("secret/#"));
		assertThat(answered).containsExactly("answered");
		assertThat(this.filters.suspects().unanswered()).isEmpty();
	}

	@Test
	void isolatedFilterThatWasGivenUpIsAskedForLikeOthers() {
		subscribe("secret/#");
		attach(this.transport, false);
		this.filters.suspects().isolate(SECRET);
		detach();
		unsubscribe("secret/#");
		attach(this.transport, true);
		subscribe("secret/#");
		removed(this.transport, 0);
		assertThat(this.transport.subscribes()).extracting(Subscribe::texts)
			.containsExactly(List.of("secret/#"), List.of("secret/#"));
	}

	@Test
	void trialOfAFilterThatIsNotWantedIsOverAtOnce() {
		attach(this.transport, false);
		List<String> answered = new ArrayList<>();
		this.filters.suspects().tryAlone(SECRET, () -> answered.add("answered"));
		assertThat(answered).containsExactly("answered");
	}

	@Test
	void trialThatIsCutOffIsNotAnswered() {
		subscribe("secret/#");
		this.filters.suspects().isolate(SECRET);
		attach(this.transport, false);
		List<String> answered = new ArrayList<>();
		this.filters.suspects().tryAlone(SECRET, () -> answered.add("answered"));
		assertThat(this.filters.suspects().unanswered()).containsExactly(SECRET);
		assertThat(reconnect(false).subscribes()).isEmpty();
		assertThat(answered).isEmpty();
	}

	@Test
	void acquittedFilterIsAskedForLikeOthers() {
		subscribe("secret/#");
		this.filters.suspects().isolate(SECRET);
		subscribe("a");
		this.filters.suspects().acquit(SECRET);
		attach(this.transport, false);
		assertThat(this.transport.subscribes()).extracting(Subscribe::texts).containsExactly(List.of("secret/#", "a"));
	}

	@Test
	void convictedFilterIsRefusedAndAskedForAloneAfterAnHour() {
		CompletableFuture<Void> answer = subscribe("secret/#");
		this.filters.suspects().isolate(SECRET);
		this.filters.suspects().convict(SECRET);
		this.time.settle();
		assertThat(failure(answer).reason()).isEqualTo(FailureReason.SERVER_HUNG_UP);
		assertThat(failure(answer).whatToCheck()).contains("'secret/#'");
		attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		this.time.advance(Duration.ofMinutes(59));
		assertThat(this.transport.subscribes()).hasSize(1);
		this.time.advance(Duration.ofMinutes(31));
		assertThat(this.filters.suspects().unanswered()).containsExactly(SECRET);
		this.filters.detach(true);
		FakeTransport next = new FakeTransport();
		attach(next, true);
		assertThat(next.subscribes()).isEmpty();
		assertThat(this.filters.refused().get(SECRET).nextAttempt())
			.isAfterOrEqualTo(this.time.now().plus(Duration.ofHours(2)));
		this.time.advance(Duration.ofHours(3));
		grant(next);
		assertThat(this.filters.refused()).isEmpty();
		assertThat(this.events).hasSize(2);
	}

	@Test
	void lossThatTheServerHasNotCausedIsNoEvidenceAgainstAConvict() {
		subscribe("secret/#");
		this.filters.suspects().isolate(SECRET);
		this.filters.suspects().convict(SECRET);
		attach(this.transport, false);
		this.time.advance(Duration.ofMinutes(91));
		assertThat(this.filters.suspects().unanswered()).containsExactly(SECRET);
		FakeTransport next = reconnect(true);
		assertThat(next.subscribes()).extracting(Subscribe::texts).containsExactly(List.of("secret/#"));
	}

	@Test
	void oneRefusalInAPacketDoesNotHarmTheOthers() {
		List<CompletableFuture<Void>> answers = IntStream.range(0, 3).mapToObj((i) -> subscribe("topic/" + i)).toList();
		attach(this.transport, false);
		Subscribe packet = this.transport.subscribes().get(0);
		List<Integer> codes = packet.texts().stream().map((text) -> text.equals("topic/1") ? 0x80 : 1).toList();
		answer(this.transport, 0, codes.toArray(Integer[]::new));
		assertThat(answers.get(0)).succeedsWithin(LIMIT);
		assertThat(failure(answers.get(1)).reason()).isEqualTo(FailureReason.UNSPECIFIED_ERROR);
		assertThat(answers.get(2)).succeedsWithin(LIMIT);
		assertThat(reconnect(false).subscribes()).singleElement()
			.satisfies((again) -> assertThat(again.texts()).containsExactlyInAnyOrder("topic/0", "topic/1", "topic/2"));
	}

	@Test
	void refusedFilterIsAskedForAtOnceWhenAnOperatorSaysSo() {
		attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		subscribe("secret/#");
		this.transport.subscribes().get(1).answer().complete(List.of(0x87));
		this.time.settle();
		assertThat(this.filters.snapshot()).extracting((filter) -> filter.state())
			.containsExactly(FilterStatus.State.GRANTED, FilterStatus.State.REFUSED);
		CompletableFuture<Void> retried = this.filters.retryRefused(null);
		this.time.settle();
		assertThat(this.transport.subscribes()).hasSize(3)
			.last()
			.extracting(Subscribe::texts)
			.isEqualTo(List.of("secret/#"));
		assertThat(retried).isNotDone();
		this.transport.subscribes().get(2).answer().complete(List.of(1));
		this.time.settle();
		assertThat(retried).succeedsWithin(LIMIT);
		assertThat(this.filters.refused()).isEmpty();
	}

	@Test
	void refusedFilterIsAskedForAgainWhenTheApplicationDoes() {
		attach(this.transport, false);
		subscribe("a");
		answer(this.transport, 0, 0x87);
		CompletableFuture<Void> again = subscribe("a");
		assertThat(this.transport.subscribes()).hasSize(2);
		answer(this.transport, 1, 1);
		assertThat(again).succeedsWithin(LIMIT);
		assertThat(this.filters.refused()).isEmpty();
		assertThat(reconnect(false).subscribes()).hasSize(1);
	}

	@Test
	void errorFailsTheSubscriptionWhichIsAskedForAgainLater() {
		attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe("a");
		IotConnectionException error = new IotConnectionException("on purpose", FakeTransport.LOST);
		this.transport.subscribes().get(0).answer().completeExceptionally(error);
		this.time.settle();
		assertThat(failure(answer)).isEqualTo(FakeTransport.LOST);
		assertThat(reconnect(true).subscribes()).hasSize(1);
	}

	@Test
	void subscriptionsToAFilterAreAskedForTogether() {
		CompletableFuture<Void> first = subscribe("a");
		CompletableFuture<Void> second = subscribe("a");
		attach(this.transport, false);
		assertThat(this.transport.subscribes()).hasSize(1);
		grant(this.transport);
		assertThat(first).succeedsWithin(LIMIT);
		assertThat(second).succeedsWithin(LIMIT);
	}

	@Test
	void subscriptionsToAFilterAreRefusedTogether() {
		CompletableFuture<Void> first = subscribe("a");
		CompletableFuture<Void> answer = subscribe("a");
		attach(this.transport, false);
		answer(this.transport, 0, 0x87);
		assertThat(failure(first)).isEqualTo(failure(answer));
	}

	@Test
	void secondSubscriptionToAFilterAsksForTheHigherQos() {
		subscribe("a", Qos.AT_LEAST_ONCE);
		subscribe("a", Qos.AT_MOST_ONCE);
		attach(this.transport, false);
		assertThat(this.transport.subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.filters()).containsValue(Qos.AT_LEAST_ONCE));
		assertThat(this.filters.matching("a")).hasSize(2);
	}

	@Test
	void secondSubscriptionToAGrantedFilterAsksAgain() {
		attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> second = subscribe("a");
		assertThat(second).isNotDone();
		grant(this.transport);
		assertThat(this.transport.subscribes()).hasSize(2);
		assertThat(second).succeedsWithin(LIMIT);
	}

	@Test
	void sameSubscriptionTwiceIsOne() {
		IotSubscription subscription = subscription(Qos.AT_LEAST_ONCE, "a");
		subscribe(subscription);
		subscribe(subscription);
		assertThat(this.filters.matching("a")).hasSize(1);
	}

	@Test
	void filtersOfASubscriptionAreGrantedTogether() {
		attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe(subscription(Qos.AT_LEAST_ONCE, "a", "b", "c"));
		assertThat(this.transport.subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.texts()).containsExactlyInAnyOrder("a", "b", "c"));
		grant(this.transport);
		assertThat(answer).succeedsWithin(LIMIT);
	}

	@Test
	void refusalOfOneFilterOfASubscriptionFailsIt() {
		attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe(subscription(Qos.AT_LEAST_ONCE, "a", "b"));
		answer(this.transport, 0, 1, 0x87);
		assertThat(failure(answer).kind()).isEqualTo(IotFailure.Kind.REJECTED);
		assertThat(this.filters.refused()).hasSize(1);
	}

	@Test
	void givingUpOneOfTwoSubscriptionsKeepsTheFilter() {
		attach(this.transport, false);
		IotSubscription first = subscription(Qos.AT_LEAST_ONCE, "a", "b");
		subscribe(first);
		subscribe("a");
		grant(this.transport);
		settled(this.filters.giveUp(first));
		assertThat(this.transport.unsubscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.filters()).containsExactly(TopicFilter.of("b")));
		assertThat(this.filters.matching("a")).extracting(SubscribedHandler::subscription)
			.hasSize(1)
			.doesNotContain(first);
		assertThat(settled(this.filters.giveUp(first))).succeedsWithin(LIMIT);
		assertThat(this.transport.unsubscribes()).hasSize(1);
	}

	@Test
	void fiftySubscriptionsAreAllowed() {
		List<CompletableFuture<Void>> answers = IntStream.range(0, 50)
			.mapToObj((i) -> subscribe("topic/" + i))
			.toList();
		assertThat(answers).noneMatch(CompletableFuture::isDone);
		IotFailure failure = failure(subscribe("topic/50"));
		assertThat(failure.reason()).isEqualTo(FailureReason.TOO_MANY_SUBSCRIPTIONS);
		assertThat(failure).asString().contains("50");
		assertThat(subscribe("topic/0")).isNotDone();
		unsubscribe("topic/0");
		assertThat(subscribe("topic/50")).isNotDone();
		assertThat(this.filters.matching("topic/50")).hasSize(1);
	}

	@Test
	void matchingFindsOverlappingFilters() {
		List.of("home/#", "home/+", "home/kitchen", "home/bath", "+/kitchen", "$share/group/#")
			.forEach(this::subscribe);
		assertThat(this.filters.matching("home/kitchen")).extracting((found) -> found.subscription().name())
			.containsExactlyInAnyOrder("home/#", "home/+", "home/kitchen", "+/kitchen", "$share/group/#");
		assertThat(this.filters.matching("$aws/things")).isEmpty();
	}

	@Test
	void handlerStaysUntilTheServerHasRemovedTheFilter() {
		attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> result = unsubscribe("a");
		assertThat(this.transport.unsubscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.filters()).containsExactly(TopicFilter.of("a")));
		assertThat(this.filters.matching("a")).hasSize(1);
		assertThat(result).isNotDone();
		removed(this.transport, 0x11);
		assertThat(this.filters.matching("a")).isEmpty();
		assertThat(result).succeedsWithin(LIMIT);
		assertThat(reconnect(false).subscribes()).isEmpty();
	}

	@Test
	void handlerStaysUntilTheEndOfTheSession() {
		subscribe("a");
		attach(this.transport, false);
		grant(this.transport);
		detach();
		assertThat(unsubscribe("a")).succeedsWithin(LIMIT);
		assertThat(this.filters.matching("a")).hasSize(1);
		reconnect(true);
		assertThat(this.filters.matching("a")).hasSize(1);
		reconnect(false);
		assertThat(this.filters.matching("a")).isEmpty();
	}

	@Test
	void unsubscribeWithoutTransportIsDoneAtOnce() {
		CompletableFuture<Void> answer = subscribe("a");
		assertThat(unsubscribe("a")).succeedsWithin(LIMIT);
		assertThat(failure(answer).reason()).isEqualTo(FailureReason.UNSUBSCRIBED);
		attach(this.transport, false);
		assertThat(this.transport.subscribes()).isEmpty();
	}

	@Test
	void sessionThatIsKeptLearnsWhatWasGivenUpWithoutTransport() {
		IntStream.range(0, 10).forEach((i) -> subscribe("topic/" + i));
		attach(this.transport, false);
		grant(this.transport);
		detach();
		IntStream.range(0, 10).forEach((i) -> assertThat(unsubscribe("topic/" + i)).succeedsWithin(LIMIT));
		subscribe("topic/3");
		FakeTransport next = reconnect(true);
		removed(next, Collections.nCopies(8, 0).toArray(Integer[]::new));
		assertThat(next.unsubscribes()).extracting((packet) -> packet.filters().size()).containsExactly(8, 1);
		assertThat(next.unsubscribes()).noneMatch((packet) -> packet.filters().contains(TopicFilter.of("topic/3")));
		assertThat(reconnect(true).unsubscribes()).extracting((packet) -> packet.filters().size()).containsExactly(1);
		assertThat(reconnect(false).unsubscribes()).isEmpty();
		assertThat(reconnect(true).unsubscribes()).isEmpty();
	}

	@Test
	void sessionThatIsKeptLearnsWhatItsTransportCouldNotTell() {
		subscribe("a");
		attach(this.transport, false);
		grant(this.transport);
		unsubscribe("a");
		detach();
		fail(this.transport);
		assertThat(reconnect(true).unsubscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.filters()).containsExactly(TopicFilter.of("a")));
	}

	@Test
	void unsubscribeOfWhatIsNotThereIsDoneAtOnce() {
		attach(this.transport, false);
		assertThat(unsubscribe("a")).succeedsWithin(LIMIT);
		assertThat(this.transport.unsubscribes()).isEmpty();
	}

	@Test
	void unsubscribeOfWhatWasRefusedIsDoneAtOnce() {
		attach(this.transport, false);
		subscribe("a");
		answer(this.transport, 0, 0x87);
		assertThat(unsubscribe("a")).succeedsWithin(LIMIT);
		assertThat(this.transport.unsubscribes()).isEmpty();
	}

	@Test
	void unsubscribeIsDoneWhenTheTransportIsLost() {
		attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> result = unsubscribe("a");
		detach();
		fail(this.transport);
		assertThat(result).succeedsWithin(LIMIT);
	}

	@Test
	void unsubscribeFailsWhenTheServerRefusesAndIsTriedAgainOnTheNextConnection() {
		attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> result = unsubscribe("a");
		removed(this.transport, 0x80);
		assertThat(failure(result).reason()).isEqualTo(FailureReason.UNSPECIFIED_ERROR);
		assertThat(this.log.lines(Level.WARN)).singleElement().asString().contains("'a'", "UNSPECIFIED_ERROR");
		assertThat(this.transport.unsubscribes()).hasSize(1);
		assertThat(reconnect(true).unsubscribes()).hasSize(1);
	}

	@Test
	void unansweredUnsubscribeIsTriedAgainOnTheNextConnection() {
		attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> result = unsubscribe("a");
		unanswered(this.transport.unsubscribes().get(0).answer());
		assertThat(failure(result)).isEqualTo(FakeTransport.TIMED_OUT);
		assertThat(this.filters.matching("a")).hasSize(1);
		assertThat(reconnect(true).unsubscribes()).hasSize(1);
	}

	@Test
	void unsubscribeFailsWithAnError() {
		attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> result = unsubscribe("a");
		this.transport.unsubscribes()
			.get(0)
			.answer()
			.completeExceptionally(new IotConnectionException("on purpose", FakeTransport.LOST));
		this.time.settle();
		assertThat(failure(result)).isEqualTo(FakeTransport.LOST);
	}

	@Test
	void lateAnswerDoesNotBringASubscriptionBack() {
		attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe("a");
		unsubscribe("a");
		grant(this.transport);
		removed(this.transport, 0);
		assertThat(failure(answer).reason()).isEqualTo(FailureReason.UNSUBSCRIBED);
		assertThat(this.filters.matching("a")).isEmpty();
		assertThat(reconnect(false).subscribes()).isEmpty();
	}

	@Test
	void failUnansweredLeavesTheOthersAloneAndKeepsThemAll() {
		attach(this.transport, false);
		CompletableFuture<Void> granted = subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> unanswered = subscribe("b");
		CompletableFuture<Void> done = settled(this.filters.failUnanswered(TestPublishes.CLOSED));
		assertThat(done).succeedsWithin(LIMIT);
		assertThat(granted).succeedsWithin(LIMIT);
		assertThat(failure(unanswered)).isEqualTo(TestPublishes.CLOSED);
		assertThat(reconnect(false).subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.texts()).containsExactlyInAnyOrder("a", "b"));
	}

	@Test
	void nothingIsScheduledAfterAStopAndTheNextStartAsksAgain() {
		subscribe("secret/#");
		this.filters.suspects().isolate(SECRET);
		this.filters.suspects().convict(SECRET);
		subscribe("a");
		attach(this.transport, false);
		answer(this.transport, 0, 0x87);
		detach();
		settled(this.filters.failUnanswered(TestPublishes.CLOSED));
		assertThat(this.time.isOver()).isTrue();
		FakeTransport next = reconnect(false);
		grant(next);
		assertThat(next.subscribes()).extracting(Subscribe::texts).containsExactly(List.of("a"), List.of("secret/#"));
	}

	private FakeTransport reconnect(boolean sessionPresent) {
		detach();
		FakeTransport next = new FakeTransport();
		attach(next, sessionPresent);
		return next;
	}

	private CompletableFuture<Void> subscribe(String filter) {
		return subscribe(filter, Qos.AT_LEAST_ONCE);
	}

	private CompletableFuture<Void> subscribe(String filter, Qos qos) {
		return subscribe(subscription(qos, filter));
	}

	private CompletableFuture<Void> subscribe(IotSubscription subscription) {
		this.subscriptions.add(subscription);
		return settled(this.filters.want(subscription, TestHandlers.of(subscription)));
	}

	private static IotSubscription subscription(Qos qos, String... filters) {
		return IotSubscription.of(Stream.of(filters).map(TopicFilter::of).toList(), HANDLER).withQos(qos);
	}

	private CompletableFuture<Void> unsubscribe(String filter) {
		Set<TopicFilter> filters = Set.of(TopicFilter.of(filter));
		List<CompletableFuture<Void>> all = this.subscriptions.stream()
			.filter((subscription) -> subscription.filters().equals(filters))
			.map(this.filters::giveUp)
			.toList();
		return settled(all.isEmpty() ? CompletableFuture.completedFuture(null) : all.get(all.size() - 1));
	}

	private List<Duration> refusals(int code, int times) {
		List<Duration> delays = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			answer(this.transport, i, code);
			delays.add(Duration.between(this.time.now(), this.filters.refused().get(SECRET).nextAttempt()));
			this.time.advance(delays.get(i).minusMillis(1));
			assertThat(this.transport.subscribes()).hasSize(i + 1);
			this.time.advance(Duration.ofMillis(1));
			assertThat(this.transport.subscribes()).hasSize(i + 2);
		}
		return delays;
	}

	private void unanswered(CompletableFuture<List<Integer>> answer) {
		answer.completeExceptionally(new UnansweredException("on purpose", FakeTransport.TIMED_OUT));
		this.time.settle();
	}

	private <T> T settled(T result) {
		this.time.settle();
		return result;
	}

	private void attach(FakeTransport transport, boolean sessionPresent) {
		this.filters.attach(transport, sessionPresent);
		this.time.settle();
	}

	private void detach() {
		this.filters.detach(false);
		this.time.settle();
	}

	private void answer(FakeTransport transport, int packet, Integer... codes) {
		transport.subscribes().get(packet).answer().complete(List.of(codes));
		this.time.settle();
	}

	private void grant(FakeTransport transport) {
		for (int i = 0; i < transport.subscribes().size(); i++) {
			Subscribe packet = transport.subscribes().get(i);
			packet.answer().complete(packet.filters().values().stream().map(Qos::value).toList());
			this.time.settle();
		}
	}

	private void fail(FakeTransport transport) {
		transport.fail();
		this.time.settle();
	}

	private void removed(FakeTransport transport, Integer... codes) {
		transport.unsubscribes().get(transport.unsubscribes().size() - 1).answer().complete(List.of(codes));
		this.time.settle();
	}

	private static IotFailure failure(CompletableFuture<Void> result) {
		Throwable failure = catchThrowable(() -> result.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
		assertThat(failure).hasCauseInstanceOf(IotConnectionException.class);
		return ((IotConnectionException) failure.getCause()).getFailure();
	}

}
