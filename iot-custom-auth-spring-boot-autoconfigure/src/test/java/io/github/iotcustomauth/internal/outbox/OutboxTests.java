package io.github.iotcustomauth.internal.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.internal.connection.FakeTransport;
import io.github.iotcustomauth.internal.engine.CapturedLog;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.publishing.TestPublishes;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.transport.MqttTransport.UnansweredException;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Outbox}.
 */
class OutboxTests {

	private static final int WINDOW = 3;

	private final MemoryStore store = new MemoryStore();

	private final VirtualTime time = new VirtualTime();

	private final PendingPublishes pending = TestPublishes.create(this.time,
			(settings) -> settings.maxPending(WINDOW, 10_000));

	private final Outbox outbox = new Outbox(this.store, "device-7", this.pending);

	private final FakeTransport transport = new FakeTransport();

	@AfterEach
	void close() {
		this.store.noConnection.countDown();
		this.store.writing.countDown();
		this.store.checking.countDown();
		stop();
	}

	@Test
	void storesMessageBeforeItIsSent() {
		List<Integer> storedWhenSent = new ArrayList<>();
		open();
		this.pending.attach(new FakeTransport().publishWith((message) -> {
			storedWhenSent.add(this.store.messages.size());
			return new CompletableFuture<>();
		}));
		publish("1");
		assertSoon(() -> assertThat(storedWhenSent).containsExactly(1));
	}

	@Test
	void removesMessageThatIsAcknowledgedAndSetsAsideWhatIsRefused() {
		connect();
		CompletableFuture<Void> acknowledged = publish("1");
		CompletableFuture<Void> refused = publish("2");
		publish("3");
		assertSent("1", "2", "3");
		this.transport.acknowledge(0, 0);
		this.transport.acknowledge(1, 0x87);
		assertThat(acknowledged).isCompletedWithValue(null);
		assertThat(refused).isCompletedExceptionally();
		assertStored("3");
		assertSoon(() -> assertThat(this.store.setAside).containsExactly(Map.entry(2L, FailureReason.NOT_AUTHORIZED)));
	}

	@Test
	void sendsWhatAnEarlierProcessLeftBeforeNewMessages() {
		this.store.append("1");
		this.store.append("2");
		this.outbox.open();
		publish("3");
		this.pending.attach(this.transport);
		assertSent("1", "2", "3");
		assertThat(this.store.clientId).isEqualTo("device-7");
		this.transport.acknowledge(0, 0);
		assertStored("2", "3");
	}

	@Test
	void messageThatARuleOfTodayRefusesIsSetAside() {
		this.store.append(IotMessage.of("a/\uD83D\uDE00", "1"));
		this.store.append("2");
		connect();
		assertSent("2");
		assertStored("2");
		assertSoon(() -> assertThat(this.outbox.status().setAside()).isEqualTo(1));
		assertThat(this.store.setAside.values()).containsExactly(FailureReason.INVALID_MESSAGE);
	}

	@Test
	void messageThatIsSetAsideCanBeSentAgain() {
		connect();
		publish("1");
		this.transport.acknowledge(0, 0x87);
		assertSoon(() -> assertThat(this.outbox.administration().findSetAside(10)).singleElement()
			.returns(1L, IotOutbox.SetAside::number)
			.returns("NOT_AUTHORIZED", IotOutbox.SetAside::reason));
		assertThat(this.outbox.administration().retry(7)).isFalse();
		assertThat(this.outbox.administration().retry(1)).isTrue();
		assertSent("1", "again");
		assertThat(this.outbox.status().setAside()).isZero();
	}

	@Test
	void decisionsNeedAStartedConnection() {
		assertThatExceptionOfType(IotConnectionException.class)
			.isThrownBy(() -> this.outbox.administration().discard(1))
			.satisfies((ex) -> assertThat(ex.getFailure().reason()).isEqualTo(FailureReason.OUTBOX_UNAVAILABLE));
	}

	@Test
	void tableIsReadAsRoomAppears() {
		List<String> all = IntStream.rangeClosed(1, 50).mapToObj(String::valueOf).toList();
		all.subList(0, 40).forEach(this.store::append);
		connect();
		all.subList(40, 50).forEach(this::publish);
		for (int i = 0; i < 50; i++) {
			int sent = i;
			assertSoon(() -> assertThat(this.transport.published()).hasSizeGreaterThan(sent));
			assertThat(this.transport.published()).hasSizeLessThanOrEqualTo(sent + WINDOW);
			this.transport.acknowledge(i, 0);
		}
		assertThat(this.transport.published()).containsExactlyElementsOf(all);
		assertStored();
	}

	@Test
	void futureOfMessageThatWaitsInTheTableCompletes() {
		connect();
		List<CompletableFuture<Void>> results = IntStream.range(0, 10).mapToObj((i) -> publish("" + i)).toList();
		assertThat(results).noneMatch(CompletableFuture::isDone);
		for (int i = 0; i < 10; i++) {
			int sent = i;
			assertSoon(() -> assertThat(this.transport.published()).hasSizeGreaterThan(sent));
			this.transport.acknowledge(i, 0);
		}
		assertThat(results).allSatisfy((result) -> assertThat(result).isCompletedWithValue(null));
		assertThat(this.transport.published()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
	}

	@Test
	void messageThatWaitsInTheTableCanBeGivenUp() {
		connect();
		List<CompletableFuture<Void>> results = IntStream.range(0, 5).mapToObj((i) -> publish("" + i)).toList();
		assertThat(results.get(3).cancel(false)).isTrue();
		assertStored("0", "1", "2", "4");
		for (int i = 0; i < 4; i++) {
			int sent = i;
			assertSoon(() -> assertThat(this.transport.published()).hasSizeGreaterThan(sent));
			this.transport.acknowledge(i, 0);
		}
		assertSent("0", "1", "2", "4");
	}

	@Test
	void messageWhoseRowIsGoneFails() {
		connect();
		List<CompletableFuture<Void>> results = IntStream.range(0, 5).mapToObj((i) -> publish("" + i)).toList();
		this.store.messages.remove(4L);
		for (int i = 0; i < 4; i++) {
			int sent = i;
			if (i != 3) {
				assertSoon(() -> assertThat(this.transport.published()).hasSizeGreaterThan(sent));
				this.transport.acknowledge(i, 0);
			}
		}
		assertFailsSoon(results.get(3), FailureReason.OUTBOX_FAILED);
		assertSent("0", "1", "2", "4");
	}

	@Test
	void fullTableFailsAtTheCall() {
		this.store.limits = new PublishStore.Limits(5, Duration.ofSeconds(5));
		connect();
		for (int i = 0; i < 5; i++) {
			assertThat(publish("" + i)).isNotDone();
		}
		assertFailed(publish("5"), FailureReason.OUTBOX_FULL);
		this.transport.acknowledge(0, 0);
		assertSoon(() -> assertThat(publish("6").isCompletedExceptionally()).isFalse());
	}

	@Test
	void publishBeforeTheStartOpensTheStoreOnce() {
		this.store.append("1");
		publish("2");
		connect();
		assertSent("1", "2");
		assertThat(this.store.opened).hasValue(1);
	}

	@Test
	void keepsForTheNextStartWhatIsNotAcknowledged() {
		this.outbox.open();
		CompletableFuture<Void> unsent = publish("1");
		stop();
		assertFailed(unsent, FailureReason.KEPT_IN_OUTBOX);
		assertThat(this.store.texts()).containsExactly("1");
		this.pending.open();
		connect();
		assertSent("1");
	}

	@Test
	void keepsForTheNextStartWhatWaitsInTheTable() {
		this.outbox.open();
		List<CompletableFuture<Void>> results = IntStream.range(0, 9).mapToObj((i) -> publish("" + i)).toList();
		stop();
		assertThat(results).allSatisfy((result) -> assertFailed(result, FailureReason.KEPT_IN_OUTBOX));
		assertThat(this.store.texts()).hasSize(9);
	}

	@Test
	void onlyMessagesWithARowAreKeptForTheNextStart() {
		connect();
		CompletableFuture<Void> unstored = this.pending.publish(IotMessage.of("b", "1"));
		CompletableFuture<Void> kept = publish("2");
		assertThat(this.pending.fail(true, Outbox.KEPT)).containsExactly(Map.entry("a", 1));
		assertFailed(kept, FailureReason.KEPT_IN_OUTBOX);
		assertThat(unstored).isNotDone();
		assertThat(this.store.texts()).containsExactly("2");
	}

	@Test
	void publishAfterTheEndIsNeitherStoredNorOpensTheStore() {
		this.outbox.open();
		stop();
		assertFailed(publish("1"), FailureReason.CONNECTION_CLOSED);
		assertThat(this.store.texts()).isEmpty();
		assertThat(this.store.opened).hasValue(1);
	}

	@Test
	void messageThatCannotBeStoredIsNotSent() {
		connect();
		this.store.failure = new IllegalStateException("on purpose");
		CompletableFuture<Void> result = publish("1");
		assertFailed(result, FailureReason.OUTBOX_FAILED);
		assertThat(result).failsWithin(Duration.ZERO).withThrowableThat().havingRootCause().withMessage("on purpose");
		assertThat(this.transport.published()).isEmpty();
		this.store.failure = null;
		assertSoon(() -> assertThat(publish("2").isCompletedExceptionally()).isFalse());
		assertSent("2");
	}

	@Test
	void futureThatItsCallerCompletesDoesNotTakeTheMessageBack() {
		open();
		publish("1").completeExceptionally(new IllegalStateException("on purpose"));
		publish("2").orTimeout(1, TimeUnit.NANOSECONDS);
		this.pending.attach(this.transport);
		assertSent("1", "2");
	}

	@Test
	void rowThatTheStoreCannotReadCostsNoOther() {
		this.store.append("1");
		this.store.append("unreadable");
		this.store.append("3");
		try (CapturedLog log = new CapturedLog(OutboxRemovals.class)) {
			this.outbox.open();
			this.pending.attach(this.transport);
			assertSent("1", "3");
			assertSoon(() -> assertThat(log.lines(Level.WARN)).containsExactly(
					"Row 2 of the memory is set aside and not sent: INVALID_MESSAGE (The database cannot read it)"));
		}
	}

	@Test
	void rowsThatOthersAddAreFound() {
		connect();
		this.store.append("1");
		this.outbox.administration().adopt("device-6");
		assertSent("1");
	}

	@Test
	void messagesThatAreSetAsideHaveABoundOfTheirOwn() {
		this.store.limits = new PublishStore.Limits(2, Duration.ofSeconds(5));
		connect();
		for (int i = 0; i < 2; i++) {
			assertThat(publish("" + i)).isNotDone();
			this.transport.acknowledge(i, 0x87);
			int refused = i + 1;
			assertSoon(() -> assertThat(this.outbox.status().setAside()).isEqualTo(refused));
		}
		assertFailed(publish("2"), FailureReason.OUTBOX_FULL);
		assertThat(this.outbox.administration().discard(1)).isTrue();
		assertThat(publish("3")).isNotDone();
	}

	@Test
	void fullDiskIsToldApart() {
		connect();
		this.store.failure = new PublishStore.FullException("on purpose", new IllegalStateException());
		assertFailed(publish("1"), FailureReason.OUTBOX_DISK_FULL);
	}

	@Test
	void storeThatNeedsItsOperatorStopsTheStart() {
		this.store.failure = new PublishStore.UnusableException("no table", new IllegalStateException());
		assertThatExceptionOfType(PublishStore.UnusableException.class).isThrownBy(this.outbox::open)
			.withMessage("no table");
		this.store.failure = null;
		this.outbox.open();
		assertThat(this.store.opened).hasValue(1);
	}

	@Test
	void storeThatIsAwayAtTheStartIsFoundLater() {
		this.store.append("1");
		this.store.usable = false;
		this.store.failure = new IllegalStateException("away");
		try (CapturedLog log = new CapturedLog(OutboxDatabase.class)) {
			this.outbox.open();
			this.pending.attach(this.transport);
			assertThat(this.outbox.status().failure().reason()).isEqualTo(FailureReason.OUTBOX_UNAVAILABLE);
			assertFailed(publish("2"), FailureReason.OUTBOX_UNAVAILABLE);
			this.store.usable = true;
			this.store.failure = null;
			assertSent("1");
			assertThat(this.outbox.status().failure()).isNull();
			assertThat(log.lines(Level.ERROR)).hasSize(1);
			assertThat(log.lines(Level.INFO)).containsExactly("The database of the outbox can be used again");
		}
		publish("3");
		assertSent("1", "3");
	}

	@Test
	void storeThatGoesAwayFailsPublishesAtOnceUntilItIsBack() {
		connect();
		this.store.usable = false;
		this.store.failure = new IllegalStateException("away");
		assertFailed(publish("1"), FailureReason.OUTBOX_FAILED);
		assertFailed(publish("2"), FailureReason.OUTBOX_UNAVAILABLE);
		this.store.usable = true;
		this.store.failure = null;
		assertSoon(() -> assertThat(publish("3").isCompletedExceptionally()).isFalse());
	}

	@Test
	void messagesAreRefusedWhileTheStoreIsLookedAt() {
		connect();
		this.store.checking = new CountDownLatch(1);
		this.store.failure = new IllegalStateException("on purpose");
		assertFailed(publish("1"), FailureReason.OUTBOX_FAILED);
		assertFailed(publish("2"), FailureReason.OUTBOX_UNAVAILABLE);
		assertThat(this.outbox.status().failure().reason()).isEqualTo(FailureReason.OUTBOX_UNAVAILABLE);
		this.store.failure = null;
		this.store.checking.countDown();
		assertSoon(() -> assertThat(publish("3").isCompletedExceptionally()).isFalse());
	}

	@Test
	void messageThatMayBeStoredComesBeforeWhatItsPublisherSendsNext() {
		connect();
		this.store.checking = new CountDownLatch(1);
		this.store.failure = new PublishStore.UncertainException("on purpose", new IllegalStateException());
		assertFailed(publish("1"), FailureReason.OUTBOX_UNCERTAIN);
		assertThat(this.outbox.isReading()).isTrue();
		this.store.failure = null;
		this.store.append("1");
		this.store.checking.countDown();
		assertSoon(() -> assertThat(publish("2").isCompletedExceptionally()).isFalse());
		assertSent("1", "2");
	}

	@Test
	void oneMessageThatTheStoreDoesNotWantCostsNoOther() throws Exception {
		connect();
		this.store.noConnection = new CountDownLatch(1);
		List<CompletableFuture<CompletableFuture<Void>>> publishes = publishTogether("1", "2", "poison", "3");
		this.store.refuse("poison");
		this.store.noConnection.countDown();
		List<CompletableFuture<Void>> results = publishes.stream().map(CompletableFuture::join).toList();
		assertThat(results).filteredOn(CompletableFuture::isCompletedExceptionally)
			.singleElement()
			.satisfies((result) -> assertFailed(result, FailureReason.OUTBOX_FAILED));
		assertSoon(() -> assertThat(this.transport.published()).containsExactlyInAnyOrder("1", "2", "3"));
	}

	@Test
	void messagesOfSeveralThreadsShareACommit() throws Exception {
		connect();
		this.store.noConnection = new CountDownLatch(1);
		List<CompletableFuture<CompletableFuture<Void>>> publishes = publishTogether("1", "2", "3");
		this.store.noConnection.countDown();
		publishes.forEach(CompletableFuture::join);
		assertThat(this.store.batches).containsExactly(3);
	}

	@Test
	void messageThatIsNotWrittenInTimeIsWithdrawn() {
		this.store.limits = new PublishStore.Limits(1000, Duration.ofMillis(50));
		connect();
		this.store.noConnection = new CountDownLatch(1);
		assertFailed(publish("1"), FailureReason.OUTBOX_TIMED_OUT);
		this.store.noConnection.countDown();
		this.store.limits = new PublishStore.Limits(1000, Duration.ofSeconds(5));
		publish("2");
		assertSent("2");
	}

	@Test
	void messageThatIsBeingWrittenTooLongMayStillBeSent() {
		this.store.limits = new PublishStore.Limits(1000, Duration.ofMillis(50));
		connect();
		this.store.writing = new CountDownLatch(1);
		assertFailed(publish("1"), FailureReason.OUTBOX_UNCERTAIN);
		this.store.writing.countDown();
		assertSent("1");
	}

	@Test
	void interruptedThreadLearnsWhetherItsMessageIsStored() {
		connect();
		Thread.currentThread().interrupt();
		CompletableFuture<Void> result = publish("1");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(result).isNotDone();
		assertStored("1");
	}

	@Test
	void messageWithoutAnswerStaysUntilThereIsOne() {
		UnansweredException unanswered = new UnansweredException("on purpose", FakeTransport.TIMED_OUT);
		open();
		CompletableFuture<Void> result = publish("1");
		for (int i = 0; i < 5; i++) {
			FakeTransport silent = new FakeTransport();
			this.pending.attach(silent);
			silent.publishes().get(0).answer().completeExceptionally(unanswered);
			this.pending.detach(false);
		}
		assertThat(result).isNotDone();
		assertThat(this.store.texts()).containsExactly("1");
		this.pending.attach(this.transport);
		this.transport.acknowledge(0, 0);
		assertThat(result).isCompletedWithValue(null);
		assertStored();
	}

	@Test
	void messageThatCameTooSoonIsSentAgainLater() {
		connect();
		CompletableFuture<Void> result = publish("1");
		this.transport.acknowledge(0, 0x97);
		assertThat(result).isNotDone();
		assertThat(this.store.texts()).containsExactly("1");
		this.time.advance(Duration.ofSeconds(9));
		assertThat(this.transport.published()).containsExactly("1");
		this.time.advance(Duration.ofSeconds(4));
		assertThat(this.transport.published()).containsExactly("1", "1");
		this.transport.acknowledge(1, 0);
		assertThat(result).isCompletedWithValue(null);
	}

	@Test
	void messageThatItsCallerGaveUpIsRemovedInsteadOfSent() {
		this.outbox.open();
		publish("1").cancel(false);
		publish("2");
		this.pending.attach(this.transport);
		assertSent("2");
		assertStored("2");
	}

	@Test
	void messageOnWhichTheServerHangsUpIsSetAside() {
		open();
		CompletableFuture<Void> result = publish("1");
		publish("good").cancel(false);
		for (int i = 0; i < 5; i++) {
			FakeTransport hangingUp = new FakeTransport();
			this.pending.attach(hangingUp);
			this.time.advance(Duration.ofSeconds(20));
			hangingUp.unsubscribes().forEach((probe) -> probe.answer().complete(List.of(0)));
			this.time.advance(Duration.ofSeconds(20));
			this.pending.detach(true);
		}
		assertFailed(result, FailureReason.SERVER_HUNG_UP);
		assertStored();
		assertSoon(() -> assertThat(this.store.setAside.values()).containsExactly(FailureReason.SERVER_HUNG_UP));
	}

	@Test
	void futuresAreCompletedThoughTheirRowsCannotBeRemoved() {
		connect();
		CompletableFuture<Void> acknowledged = publish("1");
		CompletableFuture<Void> cancelled = publish("2");
		this.store.removalFailure = new IllegalStateException("on purpose");
		this.transport.acknowledge(0, 0);
		assertThat(acknowledged).isCompletedWithValue(null);
		assertThat(cancelled.cancel(false)).isTrue();
		assertThat(this.pending.close(TestPublishes.CLOSED)).isCompleted();
	}

	@Test
	void whatCouldNotBeRemovedBeforeTheEndIsNotSentAgain() {
		connect();
		publish("1");
		publish("2");
		assertSent("1", "2");
		this.store.removalFailure = new IllegalStateException("on purpose");
		this.transport.acknowledge(0, 0);
		stop();
		this.store.removalFailure = null;
		this.pending.open();
		FakeTransport next = new FakeTransport();
		this.outbox.open();
		this.pending.attach(next);
		assertSoon(() -> assertThat(next.published()).containsExactly("2"));
		assertStored("2");
	}

	@Test
	void storeThatWasBusyAtTheEndIsReadAgainAtTheNextStart() throws Exception {
		this.outbox.open();
		publish("1");
		this.store.writing = new CountDownLatch(1);
		CompletableFuture<CompletableFuture<Void>> late = publishTogether("2").get(0);
		this.pending.close(TestPublishes.CLOSED);
		this.pending.fail(true, Outbox.KEPT);
		this.outbox.close(Duration.ofMillis(1));
		this.store.writing.countDown();
		assertFailed(late.join(), FailureReason.KEPT_IN_OUTBOX);
		this.pending.open();
		connect();
		assertSent("1", "2");
	}

	@Test
	void saysThatMessageOfAnEarlierStartWasRefused() {
		this.store.append(IotMessage.of("plant/1", "1"));
		try (CapturedLog start = new CapturedLog(Outbox.class); CapturedLog log = new CapturedLog(OutboxReader.class)) {
			connect();
			assertSent("1");
			this.transport.acknowledge(0, 0x87);
			assertThat(start.lines(Level.INFO)).singleElement().asString().startsWith("1 messages of an earlier start");
			assertThat(log.lines(Level.WARN)).singleElement().asString().contains("'plant/1'", "NOT_AUTHORIZED");
		}
	}

	private void connect() {
		open();
		this.pending.attach(this.transport);
	}

	// and everything that the table has is read
	private void open() {
		this.outbox.open();
		Awaitility.await().until(() -> this.pending.room(1) == 0 || !this.outbox.isReading());
	}

	private void stop() {
		this.pending.close(TestPublishes.CLOSED);
		this.pending.detach(false);
		this.pending.fail(true, Outbox.KEPT);
		this.outbox.close(Duration.ofSeconds(5));
	}

	private CompletableFuture<Void> publish(String text) {
		return this.outbox.publish(IotMessage.of("a", text));
	}

	// they wait for the store when this returns
	private List<CompletableFuture<CompletableFuture<Void>>> publishTogether(String... texts) {
		List<CompletableFuture<CompletableFuture<Void>>> publishes = new ArrayList<>();
		for (String text : texts) {
			CompletableFuture<CompletableFuture<Void>> published = new CompletableFuture<>();
			Thread thread = new Thread(() -> published.complete(publish(text)));
			thread.start();
			Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
			publishes.add(published);
		}
		return publishes;
	}

	private void assertSent(String... texts) {
		assertSoon(() -> assertThat(this.transport.published()).containsExactly(texts));
	}

	private void assertStored(String... texts) {
		assertSoon(() -> assertThat(this.store.texts()).containsExactly(texts));
	}

	private static void assertSoon(ThrowingRunnable assertion) {
		Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).untilAsserted(assertion);
	}

	private static void assertFailsSoon(CompletableFuture<Void> result, FailureReason reason) {
		assertFailed(result, reason, Duration.ofSeconds(10));
	}

	private static void assertFailed(CompletableFuture<Void> result, FailureReason reason) {
		assertFailed(result, reason, Duration.ZERO);
	}

	private static void assertFailed(CompletableFuture<Void> result, FailureReason reason, Duration limit) {
		assertThat(result).failsWithin(limit)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(IotConnectionException.class,
					(ex) -> assertThat(ex.getFailure().reason()).isEqualTo(reason));
	}

}
