package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.connection.FakeTransport;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.transport.MqttTransport.TransportLostException;
import io.github.iotcustomauth.internal.transport.MqttTransport.UnansweredException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PendingPublishes}.
 */
class PendingPublishesTests {

	private static final IotFailure CLOSED = TestPublishes.CLOSED;

	private final VirtualTime time = new VirtualTime();

	private final PendingPublishes pending = TestPublishes.create(this.time,
			(settings) -> settings.maxPending(200, 10_000));

	private final FakeTransport transport = new FakeTransport();

	@Test
	void publishesAtOnceWhenThereIsATransport() {
		this.pending.attach(this.transport);
		CompletableFuture<Void> result = publish("1");
		assertThat(this.transport.published()).containsExactly("1");
		assertThat(result).isNotDone();
		this.transport.acknowledge(0, 0);
		assertThat(result).isCompletedWithValue(null);
	}

	@Test
	void publishesInOrderWhenATransportComes() {
		List<CompletableFuture<Void>> results = publish(0, 150);
		assertThat(results).allMatch((result) -> !result.isDone());
		this.pending.attach(this.transport);
		publish(150, 160);
		assertThat(this.transport.published()).isEqualTo(texts(0, 160));
	}

	@Test
	void whatIsAnsweredOutOfOrderIsCompletedOutOfOrder() {
		this.pending.attach(this.transport);
		List<CompletableFuture<Void>> results = publish(0, 3);
		this.transport.acknowledge(2, 0);
		assertThat(results.get(2)).isDone();
		assertThat(results.get(0)).isNotDone();
		this.transport.acknowledge(0, 0);
		this.transport.acknowledge(1, 0);
		assertThat(results).allMatch(CompletableFuture::isDone);
	}

	@Test
	void lostOnesStayAndAreSentAgainInOrderBeforeNewOnes() {
		this.pending.attach(this.transport);
		List<CompletableFuture<Void>> results = publish(0, 5);
		this.transport.acknowledge(1, 0);
		this.transport.acknowledge(3, 0);
		this.pending.detach(false);
		this.transport.fail();
		publish(5, 7);
		assertThat(results.get(0)).isNotDone();
		FakeTransport next = new FakeTransport();
		this.pending.attach(next);
		publish(7, 8);
		assertThat(next.published()).containsExactly("0", "2", "4", "5", "6", "7");
		IntStream.range(0, 6).forEach((index) -> next.acknowledge(index, 0));
		assertThat(results).allMatch((result) -> !result.isCompletedExceptionally() && result.isDone());
		assertThat(this.pending.close(CLOSED)).isCompleted();
	}

	@Test
	void lossThatIsReportedAfterTheNextConnectionChangesNothing() {
		this.pending.attach(this.transport);
		CompletableFuture<Void> result = publish("1");
		this.pending.detach(false);
		FakeTransport next = new FakeTransport();
		this.pending.attach(next);
		this.transport.fail();
		assertThat(result).isNotDone();
		next.acknowledge(0, 0);
		assertThat(result).isCompletedWithValue(null);
	}

	@Test
	void lateAcknowledgementOfTheLostTransportCounts() {
		this.pending.attach(this.transport);
		CompletableFuture<Void> result = publish("1");
		this.pending.detach(false);
		this.transport.acknowledge(0, 0);
		assertThat(result).isCompletedWithValue(null);
		FakeTransport next = new FakeTransport();
		this.pending.attach(next);
		assertThat(next.published()).isEmpty();
	}

	@Test
	void transportThatIsLostAtOnceKeepsThemAll() {
		FakeTransport lost = new FakeTransport()
			.publishWith((message) -> CompletableFuture.failedFuture(new TransportLostException()));
		List<CompletableFuture<Void>> results = publish(0, 100);
		this.pending.attach(lost);
		this.pending.detach(false);
		assertThat(results).allMatch((result) -> !result.isDone());
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).isEqualTo(texts(0, 100));
	}

	@Test
	void transportThatAnswersAtOnceCompletesThemAll() {
		List<CompletableFuture<Void>> results = publish(0, 150);
		this.pending.attach(answering());
		assertThat(results).allMatch(CompletableFuture::isDone);
		assertThat(publish("next")).isCompletedWithValue(null);
		assertThat(this.pending.close(CLOSED)).isCompleted();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x80, 0x87, 0xFF })
	void refusalFailsWithItsReason(int reasonCode) {
		this.pending.attach(this.transport);
		CompletableFuture<Void> result = publish("1");
		this.transport.acknowledge(0, reasonCode);
		assertThat(failure(result).reason()).isEqualTo(FailureReason.ofCode(reasonCode));
		assertThat(failure(result).code()).isEqualTo(reasonCode);
		assertNothingIsSentAgain();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 0x10, 0x7F })
	void otherReasonCodesAreSuccesses(int reasonCode) {
		this.pending.attach(this.transport);
		CompletableFuture<Void> result = publish("1");
		this.transport.acknowledge(0, reasonCode);
		assertThat(result).isCompletedWithValue(null);
	}

	@Test
	void otherErrorsFail() {
		this.pending.attach(this.transport);
		CompletableFuture<Void> result = publish("1");
		IotConnectionException error = new IotConnectionException("on purpose", FakeTransport.LOST);
		this.transport.publishes().get(0).answer().completeExceptionally(error);
		assertThat(result).isCompletedExceptionally();
		assertThat(failure(result)).isSameAs(error.getFailure());
		assertNothingIsSentAgain();
	}

	@Test
	void unansweredOnesAreSentAgainOnce() {
		IotFailure timeout = IotFailure.of(FailureReason.NOT_ACKNOWLEDGED, "Check the test");
		UnansweredException unanswered = new UnansweredException("on purpose", timeout);
		this.pending.attach(this.transport);
		CompletableFuture<Void> result = publish("1");
		this.transport.publishes().get(0).answer().completeExceptionally(unanswered);
		assertThat(result).isNotDone();
		this.pending.detach(false);
		FakeTransport next = new FakeTransport();
		this.pending.attach(next);
		assertThat(next.published()).containsExactly("1");
		next.publishes().get(0).answer().completeExceptionally(unanswered);
		assertThat(failure(result)).isSameAs(timeout);
		assertNothingIsSentAgain();
	}

	@Test
	void boundedByCount() {
		List<CompletableFuture<Void>> results = publish(0, 200);
		CompletableFuture<Void> refused = publish("200");
		assertThat(failure(refused).reason()).isEqualTo(FailureReason.TOO_MANY_PENDING_PUBLISHES);
		assertThat(failure(refused).kind()).isEqualTo(Kind.LIMIT);
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).hasSize(200);
		assertThat(failure(publish("201")).reason()).isEqualTo(FailureReason.TOO_MANY_PENDING_PUBLISHES);
		this.transport.acknowledge(100, 0);
		assertThat(publish("202")).isNotDone();
		assertThat(results.get(100)).isDone();
	}

	@Test
	void boundedByBytesOfTopicAndPayload() {
		CompletableFuture<Void> fits = this.pending.publish(message("four", 9_992));
		assertThat(failure(this.pending.publish(message("t", 4))).reason())
			.isEqualTo(FailureReason.TOO_MANY_PENDING_PUBLISHES);
		assertThat(this.pending.publish(message("t", 3))).isNotDone();
		this.pending.attach(this.transport);
		this.transport.acknowledge(0, 0);
		assertThat(fits).isDone();
		assertThat(this.pending.publish(message("four", 9_992))).isNotDone();
	}

	@Test
	void refusedPublishIsNeverSent() {
		publish(0, 200);
		publish("refused");
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).isEqualTo(texts(0, 200));
	}

	@Test
	void cancelledPublishIsNotSentLater() {
		List<CompletableFuture<Void>> results = publish(0, 3);
		results.get(1).cancel(true);
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).containsExactly("0", "2");
	}

	@Test
	void cancelledPublishMakesRoomForAnother() {
		List<CompletableFuture<Void>> results = publish(0, 200);
		assertThat(publish("full")).isCompletedExceptionally();
		results.get(7).cancel(true);
		assertThat(publish("200")).isNotDone();
	}

	@Test
	void cancelledPublishIsNotSentAgain() {
		this.pending.attach(this.transport);
		List<CompletableFuture<Void>> results = publish(0, 3);
		results.get(0).cancel(true);
		this.pending.detach(false);
		this.transport.fail();
		FakeTransport next = new FakeTransport();
		this.pending.attach(next);
		assertThat(next.published()).containsExactly("1", "2");
		next.acknowledge(0, 0);
		next.acknowledge(1, 0);
		assertThat(this.pending.close(CLOSED)).isCompleted();
	}

	@Test
	void closeRefusesNewOnesAndTellsWhenTheOthersAreThrough() {
		this.pending.attach(this.transport);
		publish(0, 2);
		CompletableFuture<Void> flushed = this.pending.close(CLOSED);
		assertThat(failure(publish("late"))).isEqualTo(CLOSED);
		this.transport.acknowledge(0, 0);
		assertThat(flushed).isNotDone();
		this.transport.acknowledge(1, 0x87);
		assertThat(flushed).isCompletedWithValue(null);
		assertThat(this.transport.published()).containsExactly("0", "1");
	}

	@Test
	void closeOfAnEmptyListIsThroughAtOnce() {
		assertThat(this.pending.close(CLOSED)).isCompletedWithValue(null);
	}

	@Test
	void closeSurvivesALossInBetween() {
		this.pending.attach(this.transport);
		publish("1");
		CompletableFuture<Void> flushed = this.pending.close(CLOSED);
		this.pending.detach(false);
		this.transport.fail();
		assertThat(flushed).isNotDone();
		this.pending.attach(answering());
		assertThat(flushed).isCompletedWithValue(null);
	}

	@Test
	void openAcceptsAgain() {
		this.pending.close(CLOSED);
		this.pending.open();
		assertThat(publish("1")).isNotDone();
		assertThat(this.pending.close(CLOSED)).isNotDone();
	}

	@Test
	void failAllFailsWhatWaitsAndCountsItByTopic() {
		CompletableFuture<Void> one = this.pending.publish(message("b", 1));
		CompletableFuture<Void> two = this.pending.publish(message("a", 1));
		CompletableFuture<Void> three = this.pending.publish(message("b", 1));
		CompletableFuture<Void> cancelled = this.pending.publish(message("c", 1));
		cancelled.cancel(true);
		CompletableFuture<Void> flushed = this.pending.close(CLOSED);
		Map<String, Integer> topics = this.pending.fail(false, CLOSED);
		assertThat(topics).containsExactly(Map.entry("a", 1), Map.entry("b", 2));
		assertThat(List.of(one, two, three)).allMatch((result) -> failure(result).equals(CLOSED));
		assertThat(flushed).isCompletedWithValue(null);
		assertThat(this.pending.fail(false, CLOSED)).isEmpty();
		this.pending.open();
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).isEmpty();
	}

	@Test
	void lateAnswerAfterFailAllIsIgnored() {
		this.pending.attach(this.transport);
		CompletableFuture<Void> result = publish("1");
		this.pending.fail(false, CLOSED);
		this.pending.open();
		CompletableFuture<Void> next = publish("2");
		this.transport.acknowledge(0, 0);
		assertThat(failure(result)).isEqualTo(CLOSED);
		CompletableFuture<Void> flushed = this.pending.close(CLOSED);
		assertThat(flushed).isNotDone();
		this.transport.acknowledge(1, 0);
		assertThat(next).isCompletedWithValue(null);
		assertThat(flushed).isCompletedWithValue(null);
	}

	@Test
	void nextTransportEndsTheReplayOnTheLast() {
		FakeTransport next = new FakeTransport();
		List<CompletableFuture<Void>> results = publish(0, 150);
		results.get(0).whenComplete((ok, ex) -> {
			this.pending.detach(false);
			this.pending.attach(next);
		});
		FakeTransport last = answering();
		this.pending.attach(last);
		assertThat(last.published()).isEqualTo(texts(0, 64));
		assertThat(next.published()).isEqualTo(texts(1, 150));
		assertThat(publish("150")).isNotDone();
		assertThat(next.published()).isEqualTo(texts(1, 151));
	}

	@Test
	void noFutureIsCompletedUnderTheLock() throws Exception {
		this.pending.attach(this.transport);
		CompletableFuture<Void> acknowledged = publishFromAnotherThreadWhenDone(publish("1"));
		CompletableFuture<Void> refused = publishFromAnotherThreadWhenDone(publish("2"));
		CompletableFuture<Void> abandoned = publishFromAnotherThreadWhenDone(publish("3"));
		this.transport.acknowledge(0, 0);
		this.transport.acknowledge(1, 0x87);
		CompletableFuture<Void> flushed = publishFromAnotherThreadWhenDone(this.pending.close(CLOSED));
		this.pending.fail(false, CLOSED);
		CompletableFuture.allOf(acknowledged, refused, abandoned, flushed).get(10, TimeUnit.SECONDS);
	}

	@Test
	void noFutureIsCompletedUnderTheLockOfAReplay() throws Exception {
		CompletableFuture<Void> one = publishFromAnotherThreadWhenDone(publish("1"));
		CompletableFuture<Void> two = publishFromAnotherThreadWhenDone(publish("2"));
		this.pending.attach(answering());
		CompletableFuture<Void> three = publishFromAnotherThreadWhenDone(publish("3"));
		CompletableFuture.allOf(one, two, three).get(10, TimeUnit.SECONDS);
	}

	// would not end if the lock were held
	private CompletableFuture<Void> publishFromAnotherThreadWhenDone(CompletableFuture<Void> result) {
		CompletableFuture<Void> published = new CompletableFuture<>();
		result.whenComplete((ok, ex) -> {
			try {
				CompletableFuture.runAsync(() -> publish("again")).get(10, TimeUnit.SECONDS);
				published.complete(null);
			}
			catch (Exception failed) {
				published.completeExceptionally(failed);
			}
		});
		return published;
	}

	@Test
	void throttledPublishIsSentAgainAfterEverLongerDelays() {
		this.pending.attach(this.transport);
		CompletableFuture<Void> result = publish("1");
		this.transport.acknowledge(0, 0x97);
		this.time.advance(Duration.ofMillis(9_900));
		assertThat(this.transport.published()).hasSize(1);
		this.time.advance(Duration.ofSeconds(3));
		assertThat(this.transport.published()).hasSize(2);
		this.transport.acknowledge(1, 0x97);
		this.time.advance(Duration.ofSeconds(19));
		assertThat(this.transport.published()).hasSize(2);
		this.time.advance(Duration.ofSeconds(7));
		assertThat(this.transport.published()).hasSize(3);
		this.transport.acknowledge(2, 0);
		assertThat(result).isCompletedWithValue(null);
	}

	@Test
	void throttledPublishIsSentOnceHoweverManyConnectionsThereAre() {
		this.pending.attach(this.transport);
		publish("1");
		this.transport.acknowledge(0, 0x97);
		List<FakeTransport> transports = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			this.pending.detach(false);
			transports.add(new FakeTransport());
			this.pending.attach(transports.get(i));
			this.time.advance(Duration.ofMillis(100));
		}
		assertThat(transports).allMatch((transport) -> transport.publishes().isEmpty());
		this.time.advance(Duration.ofMinutes(10));
		assertThat(transports.get(19).published()).containsExactly("1");
	}

	@Test
	void lateThrottleOfALostTransportChangesNothing() {
		this.pending.attach(this.transport);
		publish("1");
		this.pending.detach(false);
		FakeTransport next = new FakeTransport();
		this.pending.attach(next);
		this.transport.acknowledge(0, 0x97);
		this.time.advance(Duration.ofMinutes(10));
		assertThat(next.published()).containsExactly("1");
	}

	@Test
	void throttledPublishEndsWithItsExpiry() {
		this.pending.attach(this.transport);
		CompletableFuture<Void> result = this.pending.publish(IotMessage.to("t").expiry(Duration.ofSeconds(5)).build());
		this.transport.acknowledge(0, 0x97);
		this.time.advance(Duration.ofSeconds(6));
		assertThat(failure(result).reason()).isEqualTo(FailureReason.MESSAGE_EXPIRED);
		this.time.advance(Duration.ofSeconds(10));
		assertThat(this.transport.publishes()).hasSize(1);
	}

	@Test
	void expiryGoesOnWhileThereIsNoConnection() {
		CompletableFuture<Void> on = this.pending.publish(expiring("on", 1));
		this.pending.publish(expiring("off", 10));
		this.time.advance(Duration.ofMillis(1100));
		assertThat(failure(on).reason()).isEqualTo(FailureReason.MESSAGE_EXPIRED);
		this.time.advance(Duration.ofMillis(1900));
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).containsExactly("off");
		assertThat(this.transport.publishes().get(0).message().expiry()).hasSeconds(7);
	}

	@Test
	void messageThatIsSentAtOnceKeepsItsExpiry() {
		this.pending.attach(this.transport);
		IotMessage message = expiring("1", 10);
		this.pending.publish(message);
		assertThat(this.transport.publishes().get(0).message()).isSameAs(message);
	}

	@Test
	void backlogIsSentAtThePaceOfTheServer() {
		PendingPublishes paced = TestPublishes.create(this.time, (settings) -> settings.publishRate(100));
		for (int i = 0; i < 1000; i++) {
			paced.publish(IotMessage.of("t", "" + i));
		}
		FakeTransport answering = answering();
		paced.attach(answering);
		this.time.advance(Duration.ofSeconds(10));
		assertThat(answering.publishes()).hasSizeBetween(960, 990);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(answering.published()).isEqualTo(texts(0, 1000));
	}

	@Test
	void serverThatAcknowledgesNothingGetsNoMoreThanItTakesInASecond() {
		PendingPublishes paced = TestPublishes.create(this.time, (settings) -> settings.publishRate(100));
		for (int i = 0; i < 200; i++) {
			paced.publish(IotMessage.of("t", "" + i));
		}
		paced.attach(this.transport);
		this.time.advance(Duration.ofSeconds(10));
		assertThat(this.transport.publishes()).hasSize(98);
		this.transport.acknowledge(0, 0);
		this.time.advance(Duration.ofMillis(900));
		assertThat(this.transport.publishes()).hasSize(98);
		this.time.advance(Duration.ofMillis(110));
		assertThat(this.transport.publishes()).hasSize(99);
	}

	@Test
	void burstAfterIdlenessIsSentAtThePaceOfTheServer() {
		PendingPublishes paced = TestPublishes.create(this.time, (settings) -> settings.publishRate(100));
		FakeTransport answering = answering();
		paced.attach(answering);
		this.time.advance(Duration.ofSeconds(10));
		for (int i = 0; i < 300; i++) {
			paced.publish(IotMessage.to("t")
				.payload("" + i)
				.qos((i % 2 == 0) ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE)
				.build());
		}
		this.time.advance(Duration.ofSeconds(1));
		assertThat(answering.publishes()).hasSizeBetween(95, 98);
		this.time.advance(Duration.ofSeconds(3));
		assertThat(answering.published()).isEqualTo(texts(0, 300));
	}

	@Test
	void stopEndsWhatWaitsForItsTurn() {
		PendingPublishes paced = TestPublishes.create(this.time, (settings) -> settings.publishRate(100));
		paced.attach(this.transport);
		List<CompletableFuture<Void>> results = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			results.add(paced.publish(IotMessage.of("t", "" + i)));
		}
		paced.fail(false, CLOSED);
		assertThat(results).allMatch((result) -> failure(result).equals(CLOSED));
		int sent = this.transport.publishes().size();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.transport.publishes()).hasSize(sent);
		assertThat(this.time.isOver()).isTrue();
	}

	@Test
	void qos0PublishFailsWithoutConnection() {
		CompletableFuture<Void> result = once("1");
		assertThat(failure(result).reason()).isEqualTo(FailureReason.NOT_CONNECTED);
		this.pending.attach(this.transport);
		assertThat(this.transport.publishes()).isEmpty();
	}

	@Test
	void qos0PublishCountsUntilItIsWritten() {
		this.pending.attach(this.transport);
		for (int i = 0; i < 200; i++) {
			once("" + i);
		}
		assertThat(failure(once("200")).reason()).isEqualTo(FailureReason.TOO_MANY_PENDING_PUBLISHES);
		this.transport.acknowledge(0, 0);
		assertThat(once("201")).isNotDone();
	}

	@Test
	void qos0PublishesEndWithTheConnection() {
		PendingPublishes paced = TestPublishes.create(this.time, (settings) -> settings.publishRate(100));
		paced.attach(this.transport);
		List<CompletableFuture<Void>> results = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			results.add(paced.publish(IotMessage.to("t").qos(Qos.AT_MOST_ONCE).build()));
		}
		paced.detach(false);
		assertThat(results).allMatch((result) -> failure(result).reason() == FailureReason.NOT_CONNECTED);
		paced.attach(new FakeTransport());
		assertThat(paced.close(CLOSED)).isCompleted();
	}

	@Test
	void errorOfTheTransportCostsNoMessage() {
		boolean[] thrown = { false };
		FakeTransport failing = new FakeTransport().publishWith((message) -> {
			if (!thrown[0]) {
				thrown[0] = true;
				throw new LinkageError("on purpose");
			}
			return CompletableFuture.completedFuture(0);
		});
		List<CompletableFuture<Void>> results = publish(0, 3);
		this.pending.attach(failing);
		this.time.advance(Duration.ofSeconds(13));
		assertThat(results).allMatch((result) -> result.isDone() && !result.isCompletedExceptionally());
	}

	@Test
	void errorOfTheTransportEndsTheConnectionRatherThanTheCaller() {
		List<Throwable> failures = new ArrayList<>();
		Engine engine = TestPublishes.engine(this.time);
		engine.onFailure(failures::add);
		PendingPublishes publishes = TestPublishes.create(engine, (settings) -> settings);
		LinkageError error = new LinkageError("on purpose");
		publishes.attach(new FakeTransport().publishWith((message) -> {
			throw error;
		}));
		CompletableFuture<Void> result = publishes.publish(IotMessage.of("t", "1"));
		this.time.settle();
		assertThat(failures).containsExactly(error);
		assertThat(result).isNotDone();
		publishes.detach(false);
		publishes.attach(answering());
		this.time.advance(Duration.ofSeconds(13));
		assertThat(result).isCompletedWithValue(null);
	}

	@Test
	void failureWhileAnAnswerIsTakenIsReported() {
		List<Throwable> failures = new ArrayList<>();
		Engine engine = TestPublishes.engine(this.time);
		engine.onFailure(failures::add);
		LinkageError error = new LinkageError("on purpose");
		PendingPublishes publishes = new PendingPublishes(TestPublishes.settings().publishRate(0).build(),
				TestPublishes.NO_FILTERS, engine, ConnectionMeters.NONE, Runnable::run, (completion) -> {
					throw error;
				});
		publishes.attach(this.transport);
		publishes.publish(IotMessage.of("t", "1"));
		this.transport.acknowledge(0, 0);
		this.time.settle();
		assertThat(failures).containsExactly(error);
	}

	@Test
	void topicForgesNoLineOfAMessageOrLog() {
		CompletableFuture<Void> result = this.pending.publish(message("a\u202Eb", 1));
		assertThat(this.pending.fail(false, CLOSED)).containsOnlyKeys("a\\u202Eb");
		assertThat(result).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.withMessageContaining("'a\\u202Eb'");
		assertThat(new Suspect("a\u202Eb").failure().whatToCheck()).contains("'a\\u202Eb'");
	}

	@Test
	void futureThatTheApplicationKeepsHoldsNoOtherMessage() {
		this.pending.attach(this.transport);
		List<CompletableFuture<Void>> results = publish(0, 3);
		this.transport.acknowledge(1, 0);
		PendingPublish kept = (PendingPublish) results.get(1);
		assertThat(kept.previous).isNull();
		assertThat(kept.next).isNull();
	}

	private CompletableFuture<Void> once(String text) {
		return this.pending.publish(IotMessage.to("t").payload(text).qos(Qos.AT_MOST_ONCE).build());
	}

	private static IotMessage expiring(String text, int seconds) {
		return IotMessage.to("t").payload(text).expiry(Duration.ofSeconds(seconds)).build();
	}

	private void assertNothingIsSentAgain() {
		FakeTransport next = new FakeTransport();
		this.pending.detach(false);
		this.pending.attach(next);
		assertThat(next.published()).isEmpty();
		assertThat(this.pending.close(CLOSED)).isCompleted();
	}

	private CompletableFuture<Void> publish(String text) {
		return this.pending.publish(IotMessage.of("t", text));
	}

	private List<CompletableFuture<Void>> publish(int from, int to) {
		List<CompletableFuture<Void>> results = new ArrayList<>();
		IntStream.range(from, to).forEach((number) -> results.add(publish(String.valueOf(number))));
		return results;
	}

	private static List<String> texts(int from, int to) {
		return IntStream.range(from, to).mapToObj(String::valueOf).toList();
	}

	private static IotMessage message(String topic, int bytes) {
		return IotMessage.to(topic).payload(new byte[bytes]).build();
	}

	private static FakeTransport answering() {
		return new FakeTransport().publishWith((message) -> CompletableFuture.completedFuture(0));
	}

	private static IotFailure failure(CompletableFuture<Void> result) {
		assertThat(result).isCompletedExceptionally();
		AtomicReference<IotFailure> failure = new AtomicReference<>();
		result.whenComplete((ok, ex) -> failure.set(((IotConnectionException) ex).getFailure()));
		return failure.get();
	}

}
