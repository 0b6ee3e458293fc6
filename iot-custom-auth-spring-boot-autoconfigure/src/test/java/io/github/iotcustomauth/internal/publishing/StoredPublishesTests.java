package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.connection.FakeTransport;
import io.github.iotcustomauth.internal.engine.CapturedLog;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.transport.MqttTransport.UnansweredException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link StoredPublishes}.
 */
class StoredPublishesTests {

	private final MemoryStore store = new MemoryStore();

	private final VirtualTime time = new VirtualTime();

	private final PendingPublishes pending = TestPublishes.create(this.time,
			(settings) -> settings.maxPending(3, 10_000));

	private final StoredPublishes stored = new StoredPublishes(this.store, "device-7", this.pending);

	private final FakeTransport transport = new FakeTransport();

	@Test
	void keepsMessageBeforeItIsSent() {
		List<Integer> keptWhenSent = new ArrayList<>();
		this.stored.open();
		this.pending.attach(new FakeTransport().publishWith((message) -> {
			keptWhenSent.add(this.store.messages.size());
			return new CompletableFuture<>();
		}));
		publish("1");
		assertThat(keptWhenSent).containsExactly(1);
	}

	@Test
	void removesMessageThatIsAcknowledgedOrRefused() {
		this.stored.open();
		this.pending.attach(this.transport);
		CompletableFuture<Void> acknowledged = publish("1");
		CompletableFuture<Void> refused = publish("2");
		publish("3");
		this.transport.acknowledge(0, 0);
		this.transport.acknowledge(1, 0x87);
		assertThat(acknowledged).isCompletedWithValue(null);
		assertThat(refused).isCompletedExceptionally();
		assertThat(this.store.texts()).containsExactly("3");
	}

	@Test
	void sendsWhatAnEarlierProcessLeftBeforeNewMessages() {
		this.store.append(IotMessage.of("a", "1"));
		this.store.append(IotMessage.of("a", "2"));
		this.stored.open();
		publish("3");
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).containsExactly("1", "2", "3");
		assertThat(this.store.clientId).isEqualTo("device-7");
		this.transport.acknowledge(0, 0);
		assertThat(this.store.texts()).containsExactly("2", "3");
	}

	@Test
	void messageThatARuleOfTodayRefusesIsSetAside() {
		this.store.append(IotMessage.of("a/\uD83D\uDE00", "1"));
		this.store.append(IotMessage.of("a", "2"));
		this.stored.open();
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).containsExactly("2");
		assertThat(this.store.texts()).containsExactly("2");
		assertThat(this.store.setAside.values()).extracting(IotFailure::reason)
			.containsExactly(FailureReason.INVALID_MESSAGE);
	}

	@Test
	void whatAnEarlierProcessLeftCountsButIsNotRefused() {
		for (int i = 1; i <= 4; i++) {
			this.store.append(IotMessage.of("a", "" + i));
		}
		this.stored.open();
		assertFailed(publish("5"), FailureReason.TOO_MANY_PENDING_PUBLISHES);
		assertThat(this.store.texts()).containsExactly("1", "2", "3", "4");
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).containsExactly("1", "2", "3", "4");
	}

	@Test
	void publishBeforeTheStartOpensTheStoreOnce() {
		this.store.append(IotMessage.of("a", "1"));
		publish("2");
		this.stored.open();
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).containsExactly("1", "2");
		assertThat(this.store.opened).isEqualTo(1);
	}

	@Test
	void keepsForTheNextStartWhatIsNotAcknowledged() {
		this.stored.open();
		CompletableFuture<Void> unsent = publish("1");
		this.pending.close(TestPublishes.CLOSED);
		this.pending.failAll(StoredPublishes.KEPT);
		this.stored.close(Duration.ofSeconds(1));
		assertFailed(unsent, FailureReason.KEPT_IN_OUTBOX);
		assertThat(this.store.closed).isEqualTo(1);
		assertThat(this.store.texts()).containsExactly("1");
		this.pending.open();
		this.stored.open();
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).containsExactly("1");
	}

	@Test
	void onlyMessagesWithARowAreKeptForTheNextStart() {
		this.stored.open();
		CompletableFuture<Void> unstored = this.pending.publish(IotMessage.of("b", "1"));
		CompletableFuture<Void> kept = publish("2");
		assertThat(this.pending.failStored(StoredPublishes.KEPT)).containsExactly(Map.entry("a", 1));
		assertFailed(kept, FailureReason.KEPT_IN_OUTBOX);
		assertThat(unstored).isNotDone();
		assertThat(this.store.texts()).containsExactly("2");
	}

	@Test
	void publishAfterTheEndIsNeitherKeptNorOpensTheStore() {
		this.stored.open();
		this.pending.close(TestPublishes.CLOSED);
		this.stored.close(Duration.ofSeconds(1));
		assertFailed(publish("1"), FailureReason.CONNECTION_CLOSED);
		assertThat(this.store.texts()).isEmpty();
		assertThat(this.store.opened).isEqualTo(1);
	}

	@Test
	void messageThatCannotBeKeptIsNotSent() {
		this.stored.open();
		this.pending.attach(this.transport);
		this.store.failure = new IllegalStateException("disk full");
		CompletableFuture<Void> result = publish("1");
		assertFailed(result, FailureReason.OUTBOX_FAILED);
		assertThat(result).failsWithin(Duration.ZERO).withThrowableThat().havingRootCause().withMessage("disk full");
		assertThat(this.transport.published()).isEmpty();
		this.store.failure = null;
		publish("2");
		assertThat(this.transport.published()).containsExactly("2");
	}

	@Test
	void storeThatCannotBeReadStopsTheStart() {
		this.store.failure = new IllegalStateException("no table");
		assertThatIllegalStateException().isThrownBy(this.stored::open).withMessage("no table");
		this.store.failure = null;
		this.stored.open();
		assertThat(this.store.opened).isEqualTo(1);
	}

	@Test
	void messageWithoutAnswerStaysUntilThereIsOne() {
		UnansweredException unanswered = new UnansweredException("on purpose", FakeTransport.TIMED_OUT);
		this.stored.open();
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
		assertThat(this.store.texts()).isEmpty();
	}

	@Test
	void messageThatCameTooSoonIsSentAgainLater() {
		this.stored.open();
		this.pending.attach(this.transport);
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
		this.stored.open();
		publish("1").cancel(false);
		publish("2");
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).containsExactly("2");
		assertThat(this.store.texts()).containsExactly("2");
	}

	@Test
	void messageOnWhichTheServerHangsUpIsSetAside() {
		this.stored.open();
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
		assertThat(this.store.texts()).isEmpty();
		assertThat(this.store.setAside.values()).extracting(IotFailure::reason)
			.containsExactly(FailureReason.SERVER_HUNG_UP);
	}

	@Test
	void futuresAreCompletedThoughTheirRowsCannotBeRemoved() {
		this.stored.open();
		this.pending.attach(this.transport);
		CompletableFuture<Void> acknowledged = publish("1");
		CompletableFuture<Void> cancelled = publish("2");
		this.store.removalFailure = new IllegalStateException("on purpose");
		this.transport.acknowledge(0, 0);
		assertThat(acknowledged).isCompletedWithValue(null);
		assertThat(cancelled.cancel(false)).isTrue();
		assertThat(this.pending.close(TestPublishes.CLOSED)).isCompleted();
	}

	@Test
	void storeThatWasBusyAtTheEndIsReadAgainAtTheNextStart() throws Exception {
		this.stored.open();
		publish("1");
		this.store.busy = new CountDownLatch(1);
		Thread publisher = new Thread(() -> publish("2"));
		publisher.start();
		Awaitility.await().until(() -> publisher.getState() == Thread.State.WAITING);
		this.pending.close(TestPublishes.CLOSED);
		this.pending.failAll(StoredPublishes.KEPT);
		this.stored.close(Duration.ofMillis(1));
		this.store.busy.countDown();
		publisher.join();
		this.pending.open();
		this.stored.open();
		this.pending.attach(this.transport);
		assertThat(this.transport.published()).containsExactly("1");
		assertThat(this.store.closed).isEqualTo(1);
	}

	@Test
	void saysThatMessageOfAnEarlierStartWasRefused() {
		this.store.append(IotMessage.of("plant/1", "1"));
		try (CapturedLog log = new CapturedLog(StoredPublishes.class)) {
			this.stored.open();
			this.pending.attach(this.transport);
			this.transport.acknowledge(0, 0x87);
			assertThat(log.lines(Level.INFO)).singleElement().asString().startsWith("1 messages of an earlier start");
			assertThat(log.lines(Level.WARN)).singleElement().asString().contains("'plant/1'", "NOT_AUTHORIZED");
		}
	}

	private CompletableFuture<Void> publish(String text) {
		return this.stored.publish(IotMessage.of("a", text));
	}

	private static void assertFailed(CompletableFuture<Void> result, FailureReason reason) {
		assertThat(result).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(IotConnectionException.class,
					(ex) -> assertThat(ex.getFailure().reason()).isEqualTo(reason));
	}

	/**
	 * A store in memory.
	 */
	private static final class MemoryStore implements PublishStore {

		private final Map<Long, IotMessage> messages = new TreeMap<>();

		private final Map<Long, IotFailure> setAside = new TreeMap<>();

		private RuntimeException failure;

		private RuntimeException removalFailure;

		private volatile CountDownLatch busy = new CountDownLatch(0);

		private String clientId;

		private long last;

		private int opened;

		private int closed;

		@Override
		public List<Stored> open(String clientId) {
			failIfSaid();
			this.clientId = clientId;
			this.opened++;
			return this.messages.entrySet()
				.stream()
				.map((entry) -> new Stored(entry.getKey(), entry.getValue()))
				.toList();
		}

		@Override
		public long append(IotMessage message) {
			failIfSaid();
			awaitIdle();
			this.messages.put(++this.last, message);
			return this.last;
		}

		private void awaitIdle() {
			try {
				this.busy.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private void failIfSaid() {
			if (this.failure != null) {
				throw this.failure;
			}
		}

		@Override
		public void remove(long number) {
			if (this.removalFailure != null) {
				throw this.removalFailure;
			}
			this.messages.remove(number);
		}

		@Override
		public void setAside(long number, IotFailure reason) {
			this.messages.remove(number);
			this.setAside.put(number, reason);
		}

		@Override
		public void close(Duration limit) {
			this.closed++;
		}

		List<String> texts() {
			return this.messages.values().stream().map(IotMessage::text).toList();
		}

	}

}
