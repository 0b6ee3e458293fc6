package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.connection.FakeTransport;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Quarantine}, with trials that something comes in between.
 */
class QuarantineTrialTests {

	private static final TopicFilter FILTER = TopicFilter.of("suspect");

	private final VirtualTime time = new VirtualTime();

	private final Filters filters = new Filters();

	private final PendingPublishes pending = TestPublishes.create(this.time, (settings) -> settings, this.filters);

	private FakeTransport transport;

	@Test
	void hangUpOnAFilterDuringATrialIsNoEvidenceAgainstThePublish() {
		CompletableFuture<Void> innocent = suspectPublish();
		for (int i = 0; i < 5; i++) {
			connect();
			answerProbeAndAwaitTrial();
			assertThat(this.transport.published()).containsExactly("suspect");
			this.filters.unanswered = List.of(TopicFilter.of("other/" + i));
			this.pending.detach(true);
			this.filters.unanswered = List.of();
		}
		assertThat(innocent).isNotDone();
	}

	@Test
	void hangUpOnAnotherFilterIsNoEvidenceAgainstTheFilterOnTrial() {
		suspectFilter();
		for (int i = 0; i < 5; i++) {
			connect();
			answerProbeAndAwaitTrial();
			assertThat(this.filters.tried).hasSize(i + 1);
			this.filters.unanswered = List.of(TopicFilter.of("other/" + i));
			this.pending.detach(true);
			this.filters.unanswered = List.of();
		}
		assertThat(this.filters.convicted).isEmpty();
	}

	@Test
	void filterIsConvictedByItsOwnHangUps() {
		suspectFilter();
		for (int i = 0; i < 3; i++) {
			connect();
			answerProbeAndAwaitTrial();
			this.filters.unanswered = List.of(FILTER);
			this.pending.detach(true);
			this.filters.unanswered = List.of();
		}
		assertThat(this.filters.convicted).containsExactly(FILTER);
	}

	@Test
	void othersAreHeldForALimitedTimeWhenTheConnectionDoesNotGetIdle() {
		suspectPublish();
		connect();
		this.pending.publish(IotMessage.of("stuck", "stuck"));
		this.transport.acknowledge(0, 0);
		this.pending.publish(IotMessage.of("stuck", "stuck"));
		answerProbeAndAwaitTrial();
		for (int i = 0; i < 300; i++) {
			this.pending.publish(IotMessage.of("others", "" + i));
			this.time.advance(Duration.ofMillis(100));
			acknowledgeOthers();
		}
		assertThat(this.transport.published()).contains("200");
	}

	@Test
	void failureOfTheClientIsNoAnswerOfTheServer() {
		suspectPublish();
		connect();
		this.pending.publish(IotMessage.of("others", "invalid"));
		this.transport.publishes()
			.get(0)
			.answer()
			.completeExceptionally(new IotConnectionException("on purpose", FakeTransport.LOST));
		this.time.advance(Duration.ofSeconds(20));
		assertThat(this.transport.published()).containsExactly("invalid");
	}

	@Test
	void acquittedTopicIsSentOnAlthoughNothingElseIsPublished() {
		suspectPublish();
		connect();
		List<CompletableFuture<Void>> held = IntStream.range(0, 3)
			.mapToObj((number) -> this.pending.publish(IotMessage.of("suspect", "" + number)))
			.toList();
		answerProbeAndAwaitTrial();
		this.transport.acknowledge(0, 0);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.transport.published()).containsExactly("suspect", "0", "1", "2");
		assertThat(held).noneMatch(CompletableFuture::isDone);
	}

	@Test
	void probeWithoutAnswerIsRepeated() {
		suspectPublish();
		connect();
		this.time.advance(Duration.ofSeconds(2));
		this.transport.unsubscribes().get(0).answer().completeExceptionally(new IllegalStateException("on purpose"));
		this.time.advance(Duration.ofSeconds(2));
		assertThat(this.transport.unsubscribes()).hasSize(2);
		answerProbeAndAwaitTrial();
		assertThat(this.transport.published()).containsExactly("suspect");
	}

	@Test
	void failureOfTheQuarantineCostsNoPublish() {
		connect();
		CompletableFuture<Void> result = this.pending.publish(IotMessage.of("a", "1"));
		CompletableFuture<Void> once = this.pending.publish(IotMessage.to("a").qos(Qos.AT_MOST_ONCE).build());
		this.filters.failure = new LinkageError("on purpose");
		assertThatExceptionOfType(LinkageError.class).isThrownBy(() -> this.pending.detach(true));
		assertThat(once).isCompletedExceptionally();
		this.filters.failure = null;
		connect();
		assertThat(this.transport.published()).containsExactly("1");
		this.transport.acknowledge(0, 0);
		assertThat(result).isCompletedWithValue(null);
	}

	private CompletableFuture<Void> suspectPublish() {
		CompletableFuture<Void> result = this.pending.publish(IotMessage.of("suspect", "suspect"));
		hangUpTwice();
		return result;
	}

	private void suspectFilter() {
		this.filters.unanswered = List.of(FILTER);
		hangUpTwice();
		this.filters.unanswered = List.of();
		assertThat(this.filters.isolated).containsExactly(FILTER);
	}

	private void hangUpTwice() {
		IntStream.range(0, 2).forEach((number) -> {
			connect();
			this.pending.detach(true);
		});
	}

	private void connect() {
		this.transport = new FakeTransport();
		this.pending.attach(this.transport);
	}

	private void answerProbeAndAwaitTrial() {
		this.time.advance(Duration.ofSeconds(2));
		this.transport.unsubscribes().forEach((probe) -> probe.answer().complete(List.of(0)));
		this.time.advance(Duration.ofSeconds(1));
	}

	private void acknowledgeOthers() {
		this.transport.publishes()
			.stream()
			.filter((publish) -> publish.message().topic().equals("others"))
			.forEach((publish) -> publish.answer().complete(0));
	}

	/**
	 * Filters of which the test says what is in flight.
	 */
	private static final class Filters implements SuspectFilters {

		private final List<TopicFilter> isolated = new ArrayList<>();

		private final List<TopicFilter> tried = new ArrayList<>();

		private final List<TopicFilter> convicted = new ArrayList<>();

		private List<TopicFilter> unanswered = List.of();

		private LinkageError failure;

		@Override
		public List<TopicFilter> unanswered() {
			if (this.failure != null) {
				throw this.failure;
			}
			return this.unanswered;
		}

		@Override
		public void isolate(TopicFilter filter) {
			this.isolated.add(filter);
		}

		@Override
		public void tryAlone(TopicFilter filter, Runnable answered) {
			this.tried.add(filter);
		}

		@Override
		public void acquit(TopicFilter filter) {
			this.isolated.remove(filter);
		}

		@Override
		public void convict(TopicFilter filter) {
			this.convicted.add(filter);
		}

	}

}
