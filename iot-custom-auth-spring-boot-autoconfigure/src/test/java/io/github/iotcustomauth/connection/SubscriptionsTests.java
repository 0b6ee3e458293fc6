package io.github.iotcustomauth.connection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessageHandler;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.connection.FakeTransport.Subscribe;
import io.github.iotcustomauth.transport.MqttReasonCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Subscriptions}.
 */
class SubscriptionsTests {

	private static final IotFailure GIVEN_UP = new IotFailure(Kind.CLOSED, -1, "UNSUBSCRIBED", "Check the test");

	private static final IotMessageHandler HANDLER = (message) -> {
	};

	private final Subscriptions subscriptions = new Subscriptions();

	private final FakeTransport transport = new FakeTransport();

	private final CapturedLog log = new CapturedLog(Subscriptions.class);

	@AfterEach
	void closeLog() {
		this.log.close();
	}

	@Test
	void asksAtOnceWhenThereIsATransport() {
		this.subscriptions.attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe("a/+", Qos.AT_MOST_ONCE);
		assertThat(this.transport.subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.filters())
				.containsExactly(Map.entry(TopicFilter.of("a/+"), Qos.AT_MOST_ONCE)));
		assertThat(answer).isNotDone();
		grant(this.transport);
		assertThat(answer).isCompletedWithValue(null);
	}

	@Test
	void asksWhenATransportComes() {
		CompletableFuture<Void> answer = subscribe("a");
		assertThat(answer).isNotDone();
		this.subscriptions.attach(this.transport, false);
		grant(this.transport);
		assertThat(answer).isCompletedWithValue(null);
	}

	@Test
	void asksForEightFiltersAPacketAtMost() {
		IntStream.range(0, 20).forEach((i) -> subscribe("topic/" + i));
		this.subscriptions.attach(this.transport, false);
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
		this.subscriptions.attach(this.transport, false);
		grant(this.transport);
		FakeTransport next = reconnect(false);
		assertThat(next.subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.texts()).containsExactlyInAnyOrder("a", "b"));
	}

	@Test
	void asksForNothingWhenTheSessionIsThere() {
		subscribe("a");
		this.subscriptions.attach(this.transport, false);
		grant(this.transport);
		assertThat(reconnect(true).subscribes()).isEmpty();
	}

	@Test
	void asksForWhatWasNotAnsweredEvenWhenTheSessionIsThere() {
		subscribe("a");
		this.subscriptions.attach(this.transport, false);
		grant(this.transport);
		CompletableFuture<Void> unanswered = subscribe("b");
		this.subscriptions.detach();
		this.transport.fail();
		CompletableFuture<Void> meanwhile = subscribe("c");
		assertThat(unanswered).isNotDone();
		FakeTransport next = new FakeTransport();
		this.subscriptions.attach(next, true);
		assertThat(next.subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.texts()).containsExactlyInAnyOrder("b", "c"));
		grant(next);
		assertThat(unanswered).isCompletedWithValue(null);
		assertThat(meanwhile).isCompletedWithValue(null);
	}

	@Test
	void answerOfALostTransportDoesNotCountForTheNext() {
		CompletableFuture<Void> answer = subscribe("a");
		this.subscriptions.attach(this.transport, false);
		this.subscriptions.detach();
		FakeTransport next = new FakeTransport();
		this.subscriptions.attach(next, false);
		grant(this.transport);
		assertThat(answer).isCompletedWithValue(null);
		assertThat(reconnect(true).subscribes()).hasSize(1);
	}

	@Test
	void refusedFilterIsReportedAndNotAskedForAgain() {
		this.subscriptions.attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe("secret/#");
		this.transport.subscribes().get(0).answer().complete(List.of(0x87));
		assertThat(failure(answer)).isEqualTo(MqttReasonCodes.ofAcknowledgement(0x87));
		assertThat(this.log.lines(Level.WARN)).singleElement().asString().contains("'secret/#'", "NOT_AUTHORIZED");
		assertThat(reconnect(false).subscribes()).isEmpty();
		assertThat(reconnect(true).subscribes()).isEmpty();
		assertThat(this.subscriptions.refused())
			.containsExactly(Map.entry(TopicFilter.of("secret/#"), MqttReasonCodes.ofAcknowledgement(0x87)));
	}

	@Test
	void oneRefusalInAPacketDoesNotHarmTheOthers() {
		List<CompletableFuture<Void>> answers = IntStream.range(0, 3).mapToObj((i) -> subscribe("topic/" + i)).toList();
		this.subscriptions.attach(this.transport, false);
		Subscribe packet = this.transport.subscribes().get(0);
		List<Integer> codes = packet.texts().stream().map((text) -> text.equals("topic/1") ? 0x80 : 1).toList();
		packet.answer().complete(codes);
		assertThat(answers.get(0)).isCompletedWithValue(null);
		assertThat(failure(answers.get(1)).name()).isEqualTo("UNSPECIFIED_ERROR");
		assertThat(answers.get(2)).isCompletedWithValue(null);
		assertThat(reconnect(false).subscribes()).singleElement()
			.satisfies((again) -> assertThat(again.texts()).containsExactlyInAnyOrder("topic/0", "topic/2"));
	}

	@Test
	void refusedFilterIsAskedForAgainWhenTheApplicationDoes() {
		this.subscriptions.attach(this.transport, false);
		subscribe("a");
		this.transport.subscribes().get(0).answer().complete(List.of(0x87));
		CompletableFuture<Void> again = subscribe("a");
		assertThat(this.transport.subscribes()).hasSize(2);
		this.transport.subscribes().get(1).answer().complete(List.of(1));
		assertThat(again).isCompletedWithValue(null);
		assertThat(this.subscriptions.refused()).isEmpty();
		assertThat(reconnect(false).subscribes()).hasSize(1);
	}

	@Test
	void errorFailsTheSubscriptionWhichIsAskedForAgainLater() {
		this.subscriptions.attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe("a");
		IotConnectionException error = new IotConnectionException("on purpose", FakeTransport.LOST);
		this.transport.subscribes().get(0).answer().completeExceptionally(error);
		assertThat(failure(answer)).isSameAs(FakeTransport.LOST);
		assertThat(reconnect(true).subscribes()).hasSize(1);
	}

	@Test
	void subscriptionsToAFilterAreAskedForTogether() {
		CompletableFuture<Void> first = subscribe("a");
		CompletableFuture<Void> second = subscribe("a");
		this.subscriptions.attach(this.transport, false);
		assertThat(this.transport.subscribes()).hasSize(1);
		grant(this.transport);
		assertThat(first).isCompletedWithValue(null);
		assertThat(second).isCompletedWithValue(null);
	}

	@Test
	void subscriptionsToAFilterAreRefusedTogether() {
		CompletableFuture<Void> first = subscribe("a");
		CompletableFuture<Void> answer = subscribe("a");
		this.subscriptions.attach(this.transport, false);
		this.transport.subscribes().get(0).answer().complete(List.of(0x87));
		assertThat(failure(first)).isEqualTo(failure(answer));
	}

	@Test
	void secondSubscriptionToAFilterAsksForTheHigherQos() {
		subscribe("a", Qos.AT_LEAST_ONCE);
		subscribe("a", Qos.AT_MOST_ONCE);
		this.subscriptions.attach(this.transport, false);
		assertThat(this.transport.subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.filters()).containsValue(Qos.AT_LEAST_ONCE));
		assertThat(this.subscriptions.matching("a")).hasSize(2);
	}

	@Test
	void secondSubscriptionToAGrantedFilterAsksAgain() {
		this.subscriptions.attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> second = subscribe("a");
		assertThat(second).isNotDone();
		grant(this.transport);
		assertThat(this.transport.subscribes()).hasSize(2);
		assertThat(second).isCompletedWithValue(null);
	}

	@Test
	void sameSubscriptionTwiceIsOne() {
		IotSubscription subscription = subscription(Qos.AT_LEAST_ONCE, "a");
		subscribe(subscription);
		subscribe(subscription);
		assertThat(this.subscriptions.matching("a")).hasSize(1);
	}

	@Test
	void filtersOfASubscriptionAreGrantedTogether() {
		this.subscriptions.attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe(subscription(Qos.AT_LEAST_ONCE, "a", "b", "c"));
		assertThat(this.transport.subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.texts()).containsExactlyInAnyOrder("a", "b", "c"));
		grant(this.transport);
		assertThat(answer).isCompletedWithValue(null);
	}

	@Test
	void refusalOfOneFilterOfASubscriptionFailsIt() {
		this.subscriptions.attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe(subscription(Qos.AT_LEAST_ONCE, "a", "b"));
		this.transport.subscribes().get(0).answer().complete(List.of(1, 0x87));
		assertThat(failure(answer).kind()).isEqualTo(IotFailure.Kind.REJECTED);
		assertThat(this.subscriptions.refused()).hasSize(1);
	}

	@Test
	void givingUpOneOfTwoSubscriptionsKeepsTheFilter() {
		this.subscriptions.attach(this.transport, false);
		IotSubscription first = subscription(Qos.AT_LEAST_ONCE, "a", "b");
		subscribe(first);
		subscribe("a");
		grant(this.transport);
		this.subscriptions.unsubscribe(first, GIVEN_UP);
		assertThat(this.transport.unsubscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.filters()).containsExactly(TopicFilter.of("b")));
		assertThat(this.subscriptions.matching("a")).extracting(SubscribedHandler::subscription)
			.hasSize(1)
			.doesNotContain(first);
		assertThat(this.subscriptions.unsubscribe(first, GIVEN_UP)).isCompletedWithValue(null);
		assertThat(this.transport.unsubscribes()).hasSize(1);
	}

	@Test
	void fiftySubscriptionsAreAllowed() {
		List<CompletableFuture<Void>> answers = IntStream.range(0, 50)
			.mapToObj((i) -> subscribe("topic/" + i))
			.toList();
		assertThat(answers).noneMatch(CompletableFuture::isDone);
		IotFailure failure = failure(subscribe("topic/50"));
		assertThat(failure.name()).isEqualTo("TOO_MANY_SUBSCRIPTIONS");
		assertThat(failure.whatToCheck()).contains("50");
		assertThat(subscribe("topic/0")).isNotDone();
		this.subscriptions.unsubscribe(TopicFilter.of("topic/0"), GIVEN_UP);
		assertThat(subscribe("topic/50")).isNotDone();
		assertThat(this.subscriptions.matching("topic/50")).hasSize(1);
	}

	@Test
	void matchingFindsOverlappingFilters() {
		List.of("home/#", "home/+", "home/kitchen", "home/bath", "+/kitchen", "$share/group/#")
			.forEach(this::subscribe);
		assertThat(this.subscriptions.matching("home/kitchen")).extracting((found) -> found.subscription().name())
			.containsExactlyInAnyOrder("home/#", "home/+", "home/kitchen", "+/kitchen", "$share/group/#");
		assertThat(this.subscriptions.matching("$aws/things")).isEmpty();
	}

	@Test
	void unsubscribeTellsTheServer() {
		this.subscriptions.attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> result = unsubscribe("a");
		assertThat(this.transport.unsubscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.filters()).containsExactly(TopicFilter.of("a")));
		assertThat(this.subscriptions.matching("a")).isEmpty();
		assertThat(result).isNotDone();
		this.transport.unsubscribes().get(0).answer().complete(List.of(0x11));
		assertThat(result).isCompletedWithValue(null);
		assertThat(reconnect(false).subscribes()).isEmpty();
	}

	@Test
	void unsubscribeWithoutTransportIsDoneAtOnce() {
		CompletableFuture<Void> answer = subscribe("a");
		assertThat(unsubscribe("a")).isCompletedWithValue(null);
		assertThat(failure(answer)).isEqualTo(GIVEN_UP);
		this.subscriptions.attach(this.transport, false);
		assertThat(this.transport.subscribes()).isEmpty();
	}

	@Test
	void sessionThatIsKeptLearnsWhatWasGivenUpWithoutTransport() {
		IntStream.range(0, 10).forEach((i) -> subscribe("topic/" + i));
		this.subscriptions.attach(this.transport, false);
		grant(this.transport);
		this.subscriptions.detach();
		IntStream.range(0, 10).forEach((i) -> assertThat(unsubscribe("topic/" + i)).isCompletedWithValue(null));
		subscribe("topic/3");
		FakeTransport next = reconnect(true);
		assertThat(next.unsubscribes()).extracting((packet) -> packet.filters().size()).containsExactly(8, 1);
		assertThat(next.unsubscribes()).noneMatch((packet) -> packet.filters().contains(TopicFilter.of("topic/3")));
		next.unsubscribes().get(0).answer().complete(Collections.nCopies(8, 0));
		assertThat(reconnect(true).unsubscribes()).extracting((packet) -> packet.filters().size()).containsExactly(1);
		assertThat(reconnect(false).unsubscribes()).isEmpty();
		assertThat(reconnect(true).unsubscribes()).isEmpty();
	}

	@Test
	void sessionThatIsKeptLearnsWhatItsTransportCouldNotTell() {
		subscribe("a");
		this.subscriptions.attach(this.transport, false);
		grant(this.transport);
		unsubscribe("a");
		this.subscriptions.detach();
		this.transport.fail();
		assertThat(reconnect(true).unsubscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.filters()).containsExactly(TopicFilter.of("a")));
	}

	@Test
	void unsubscribeOfWhatIsNotThereIsDoneAtOnce() {
		this.subscriptions.attach(this.transport, false);
		assertThat(unsubscribe("a")).isCompletedWithValue(null);
		assertThat(this.transport.unsubscribes()).isEmpty();
	}

	@Test
	void unsubscribeOfWhatWasRefusedIsDoneAtOnce() {
		this.subscriptions.attach(this.transport, false);
		subscribe("a");
		this.transport.subscribes().get(0).answer().complete(List.of(0x87));
		assertThat(unsubscribe("a")).isCompletedWithValue(null);
		assertThat(this.transport.unsubscribes()).isEmpty();
	}

	@Test
	void unsubscribeIsDoneWhenTheTransportIsLost() {
		this.subscriptions.attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> result = unsubscribe("a");
		this.subscriptions.detach();
		this.transport.fail();
		assertThat(result).isCompletedWithValue(null);
	}

	@Test
	void unsubscribeFailsWhenTheServerRefuses() {
		this.subscriptions.attach(this.transport, false);
		subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> result = unsubscribe("a");
		this.transport.unsubscribes().get(0).answer().complete(List.of(0x80));
		assertThat(failure(result).name()).isEqualTo("UNSPECIFIED_ERROR");
	}

	@Test
	void unsubscribeFailsWithAnError() {
		this.subscriptions.attach(this.transport, false);
		subscribe("a");
		CompletableFuture<Void> result = unsubscribe("a");
		this.transport.unsubscribes()
			.get(0)
			.answer()
			.completeExceptionally(new IotConnectionException("on purpose", FakeTransport.LOST));
		assertThat(failure(result)).isSameAs(FakeTransport.LOST);
	}

	@Test
	void lateAnswerDoesNotBringASubscriptionBack() {
		this.subscriptions.attach(this.transport, false);
		CompletableFuture<Void> answer = subscribe("a");
		unsubscribe("a");
		grant(this.transport);
		assertThat(failure(answer)).isEqualTo(GIVEN_UP);
		assertThat(this.subscriptions.matching("a")).isEmpty();
		assertThat(reconnect(false).subscribes()).isEmpty();
	}

	@Test
	void failUnansweredLeavesTheOthersAloneAndKeepsThemAll() {
		this.subscriptions.attach(this.transport, false);
		CompletableFuture<Void> granted = subscribe("a");
		grant(this.transport);
		CompletableFuture<Void> unanswered = subscribe("b");
		this.subscriptions.failUnanswered(ConnectionLoop.CLOSED);
		assertThat(granted).isCompletedWithValue(null);
		assertThat(failure(unanswered)).isEqualTo(ConnectionLoop.CLOSED);
		assertThat(reconnect(false).subscribes()).singleElement()
			.satisfies((packet) -> assertThat(packet.texts()).containsExactlyInAnyOrder("a", "b"));
	}

	@Test
	void callbackMayUseTheSubscriptions() {
		this.subscriptions.attach(this.transport, false);
		List<String> done = Collections.synchronizedList(new ArrayList<>());
		subscribe("a").whenComplete((ok, ex) -> CompletableFuture.runAsync(() -> {
			subscribe("b");
			done.add("b");
		}).join());
		grant(this.transport);
		assertThat(done).containsExactly("b");
	}

	private FakeTransport reconnect(boolean sessionPresent) {
		this.subscriptions.detach();
		FakeTransport next = new FakeTransport();
		this.subscriptions.attach(next, sessionPresent);
		return next;
	}

	private CompletableFuture<Void> subscribe(String filter) {
		return subscribe(filter, Qos.AT_LEAST_ONCE);
	}

	private CompletableFuture<Void> subscribe(String filter, Qos qos) {
		return subscribe(subscription(qos, filter));
	}

	private CompletableFuture<Void> subscribe(IotSubscription subscription) {
		return this.subscriptions.subscribe(subscription, TestHandlers::of);
	}

	private static IotSubscription subscription(Qos qos, String... filters) {
		return IotSubscription.to(Stream.of(filters).map(TopicFilter::of).toArray(TopicFilter[]::new))
			.qos(qos)
			.build(HANDLER);
	}

	private CompletableFuture<Void> unsubscribe(String filter) {
		return this.subscriptions.unsubscribe(TopicFilter.of(filter), GIVEN_UP);
	}

	private static void grant(FakeTransport transport) {
		List.copyOf(transport.subscribes())
			.forEach((packet) -> packet.answer().complete(packet.filters().values().stream().map(Qos::value).toList()));
	}

	private static IotFailure failure(CompletableFuture<Void> result) {
		assertThat(result).isCompletedExceptionally();
		AtomicReference<IotFailure> failure = new AtomicReference<>();
		result.whenComplete((ok, ex) -> failure.set(((IotConnectionException) ex).getFailure()));
		return failure.get();
	}

}
