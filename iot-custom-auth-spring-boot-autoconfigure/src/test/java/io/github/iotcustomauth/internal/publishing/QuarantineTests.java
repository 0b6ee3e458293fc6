package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.connection.SimulatedServer;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Quarantine}, with servers in virtual time.
 */
class QuarantineTests {

	private static final Optional<FailureReason> HUNG_UP = Optional.of(FailureReason.SERVER_HUNG_UP);

	private final VirtualTime time = new VirtualTime();

	private final SimulatedServer server = new SimulatedServer(this.time);

	@ParameterizedTest
	@ValueSource(ints = { 0, 5, 9 })
	void convictsThePublishAndDeliversTheOthers(int position) {
		this.server.hangingUpOn((message) -> message.topic().equals("poison"));
		List<CompletableFuture<Void>> results = IntStream.range(0, 10)
			.mapToObj((number) -> publish((number == position) ? "poison" : "good/" + number))
			.toList();
		this.server.connect();
		this.time.advance(Duration.ofSeconds(30));
		assertHungUp(results.get(position), "poison");
		assertThat(results).filteredOn((result) -> result != results.get(position))
			.allMatch((result) -> result.isDone() && !result.isCompletedExceptionally());
		assertThat(this.server.connects()).isLessThanOrEqualTo(6);
	}

	@Test
	void convictsTwoPublishesOfDifferentTopics() {
		this.server.hangingUpOn((message) -> message.topic().startsWith("poison"));
		CompletableFuture<Void> one = publish("poison/1");
		CompletableFuture<Void> two = publish("poison/2");
		CompletableFuture<Void> good = publish("good");
		this.server.connect();
		this.time.advance(Duration.ofMinutes(1));
		assertHungUp(one, "poison/1");
		assertHungUp(two, "poison/2");
		assertThat(good).isCompletedWithValue(null);
	}

	@Test
	void publishWithoutOthersIsConvictedBecauseTheServerAnswersSomethingElse() {
		this.server.hangingUpOn((message) -> message.topic().equals("poison"));
		CompletableFuture<Void> poison = publish("poison");
		this.server.connect();
		this.time.advance(Duration.ofSeconds(30));
		assertHungUp(poison, "poison");
	}

	@Test
	void laterPublishesOfTheTopicWaitForTheVerdict() {
		this.server.hangingUpOn((message) -> message.text().equals("poison"));
		CompletableFuture<Void> poison = this.server.pending().publish(IotMessage.of("a", "poison"));
		CompletableFuture<Void> later = this.server.pending().publish(IotMessage.of("a", "later"));
		this.server.connect();
		this.time.advance(Duration.ofSeconds(5));
		assertThat(later).isNotDone();
		this.time.advance(Duration.ofSeconds(25));
		assertHungUp(poison, "a");
		assertThat(later).isCompletedWithValue(null);
		assertThat(this.server.received).extracting(IotMessage::text).containsExactly("later");
	}

	@Test
	void trialTakesPlaceInContinuousTraffic() {
		this.server.hangingUpOn((message) -> message.topic().equals("poison"));
		List<CompletableFuture<Void>> others = new ArrayList<>();
		CompletableFuture<Void> poison = publish("poison");
		this.server.connect();
		for (int i = 0; i < 12_000; i++) {
			others.add(publish("good"));
			this.time.advance(Duration.ofMillis(5));
		}
		assertHungUp(poison, "poison");
		this.time.advance(Duration.ofSeconds(5));
		assertThat(others).allMatch((result) -> result.isDone() && !result.isCompletedExceptionally());
	}

	@Test
	void serverThatHangsUpWhateverIsSentConvictsNothing() {
		this.server.flapping(true);
		List<CompletableFuture<Void>> results = IntStream.range(0, 5)
			.mapToObj((number) -> publish("topic/" + number))
			.toList();
		this.server.connect();
		this.time.advance(Duration.ofHours(2));
		assertThat(results).noneMatch(CompletableFuture::isDone);
		this.server.flapping(false);
		this.time.advance(Duration.ofMinutes(5));
		assertThat(results).allMatch((result) -> result.isDone() && !result.isCompletedExceptionally());
	}

	@Test
	void losesWithoutTheServersDoingAreNoEvidence() {
		CompletableFuture<Void> result = publish("a");
		this.server.connect();
		for (int i = 0; i < 20; i++) {
			this.time.advance(Duration.ofMillis(5));
			this.server.end(false);
			this.time.advance(Duration.ofSeconds(1));
		}
		this.time.advance(Duration.ofMillis(20));
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.server.received).hasSize(1);
	}

	@Test
	void suspectThatIsAnsweredIsAcquitted() {
		boolean[] poison = { true };
		this.server.hangingUpOn((message) -> poison[0] && message.topic().equals("a"));
		CompletableFuture<Void> result = publish("a");
		this.server.connect();
		this.time.advance(Duration.ofMillis(1100));
		assertThat(this.server.connects()).isEqualTo(2);
		poison[0] = false;
		this.time.advance(Duration.ofSeconds(3));
		assertThat(result).isCompletedWithValue(null);
		assertThat(publish("a")).isNotDone();
		this.time.advance(Duration.ofMillis(20));
		assertThat(this.server.received).hasSize(2);
	}

	@Test
	void pausesTheTopicOfQos0Publishes() {
		this.server.hangingUpOn((message) -> message.topic().equals("poison"));
		this.server.connect();
		List<Optional<FailureReason>> paused = publishOnceEachSecond("poison", Duration.ofMinutes(1));
		assertThat(paused).contains(HUNG_UP).endsWith(HUNG_UP, HUNG_UP);
		int connects = this.server.connects();
		CompletableFuture<Void> other = publish("good");
		publishOnceEachSecond("poison", Duration.ofMinutes(3));
		assertThat(this.server.connects()).isEqualTo(connects);
		assertThat(other).isCompletedWithValue(null);
	}

	@Test
	void pauseOfQos0TopicGetsLonger() {
		this.server.hangingUpOn((message) -> message.topic().equals("poison"));
		this.server.connect();
		publishOnceEachSecond("poison", Duration.ofMinutes(6));
		int connects = this.server.connects();
		publishOnceEachSecond("poison", Duration.ofMinutes(9));
		assertThat(this.server.connects()).isLessThanOrEqualTo(connects + 1);
	}

	@Test
	void innocentTopicOfQos0PublishesGoesOn() {
		this.server.hangingUpOn((message) -> message.topic().equals("poison"));
		CompletableFuture<Void> poison = publish("poison");
		this.server.connect();
		publishOnceEachSecond("telemetry", Duration.ofMinutes(1));
		assertHungUp(poison, "poison");
		int before = this.server.received.size();
		assertThat(publishOnceEachSecond("telemetry", Duration.ofMinutes(1))).containsOnly(Optional.empty());
		assertThat(this.server.received).hasSizeGreaterThanOrEqualTo(before + 59);
	}

	@Test
	void connectionsThatEndNowAndThenMakeNoTopicSuspect() {
		this.server.connect();
		for (int i = 0; i < 20; i++) {
			publishOnceEachSecond("telemetry", Duration.ofSeconds(30));
			this.server.end(true);
			this.time.advance(Duration.ofSeconds(1));
		}
		assertThat(this.server.received).hasSize(20 * 30);
	}

	@Test
	void convictsTheFilterAndGrantsTheOthers() {
		this.server.hangingUpOnFilters((filter) -> filter.value().equals("poison"));
		List.of("a", "poison", "b").forEach(this.server::subscribe);
		this.server.connect();
		this.time.advance(Duration.ofSeconds(30));
		assertThat(this.server.convicted).containsExactly(TopicFilter.of("poison"));
		assertThat(this.server.granted).contains(TopicFilter.of("a"), TopicFilter.of("b"))
			.doesNotContain(TopicFilter.of("poison"));
	}

	@Test
	void expiryEndsTheWaitingForAVerdict() {
		this.server.flapping(true);
		CompletableFuture<Void> result = this.server.pending()
			.publish(IotMessage.to("a").expiry(Duration.ofSeconds(60)).build());
		this.server.connect();
		this.time.advance(Duration.ofSeconds(61));
		assertThat(result).isCompletedExceptionally();
	}

	private CompletableFuture<Void> publish(String topic) {
		return this.server.pending().publish(IotMessage.of(topic, ""));
	}

	private List<Optional<FailureReason>> publishOnceEachSecond(String topic, Duration duration) {
		List<Optional<FailureReason>> failures = new ArrayList<>();
		for (int i = 0; i < duration.toSeconds(); i++) {
			CompletableFuture<Void> result = this.server.pending()
				.publish(IotMessage.to(topic).qos(Qos.AT_MOST_ONCE).build());
			this.time.advance(Duration.ofSeconds(1));
			failures.add(
					result
						.handle((ok, ex) -> Optional.ofNullable(ex)
							.map(IotConnectionException.class::cast)
							.map((failed) -> failed.getFailure().reason()))
						.getNow(Optional.empty()));
		}
		return failures;
	}

	private static void assertHungUp(CompletableFuture<Void> result, String topic) {
		assertThat(result).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(IotConnectionException.class, (ex) -> {
				assertThat(ex.getFailure().reason()).isEqualTo(FailureReason.SERVER_HUNG_UP);
				assertThat(ex.getFailure().whatToCheck()).contains("'" + topic + "'");
			});
	}

}
