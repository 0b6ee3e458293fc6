package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.ConnectedEvent;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.transport.MqttTransport.TransportLostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A day with a new connection about every five minutes, in virtual time.
 */
class RotationOverADayTests {

	private static final Duration DAY = Duration.ofHours(24);

	// renewed after three quarters to nine tenths of it
	private static final Duration LIFETIME = Duration.ofMinutes(6);

	private static final Duration STEP = Duration.ofSeconds(1);

	private static final Duration TIME_TO_ACKNOWLEDGE = Duration.ofSeconds(2);

	// a publish may meet the end of a connection, and has to be made again then
	private static final int MAX_UNANSWERED = 5;

	private final List<Instant> connects = new ArrayList<>();

	private final List<CompletableFuture<?>> published = new ArrayList<>();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void everyMessageIsAcknowledgedAndNothingGrows(long seed) {
		try (TestLoop test = new TestLoop(seed)) {
			test.provide(() -> CompletableFuture
				.completedFuture(CustomAuthCredentials.builder().expiresAt(test.time.now().plus(LIFETIME)).build()));
			test.onCreation((transport) -> serve(test, transport));
			test.loop.start(Duration.ZERO);
			Instant end = test.time.now().plus(DAY);
			while (test.time.now().isBefore(end)) {
				this.published.add(test.pending.publish(IotMessage.of("a", String.valueOf(this.published.size()))));
				test.time.advance(STEP);
				assertNothingGrows(test);
			}
			test.time.advance(Duration.ofSeconds(10));
			assertThat(this.published).hasSize((int) DAY.dividedBy(STEP))
				.allMatch((future) -> future.isDone() && !future.isCompletedExceptionally());
			assertConnections(test);
		}
	}

	private void serve(TestLoop test, FakeTransport transport) {
		transport.accepting().onOpen(() -> this.connects.add(test.time.now())).publishWith((message) -> {
			CompletableFuture<Integer> answer = new CompletableFuture<>();
			test.time.executor().schedule(() -> {
				if (transport.isClosed()) {
					answer.completeExceptionally(new TransportLostException());
				}
				else {
					answer.complete(0);
				}
			}, TIME_TO_ACKNOWLEDGE.toSeconds(), TimeUnit.SECONDS);
			return answer;
		});
	}

	private void assertNothingGrows(TestLoop test) {
		assertThat(test.transports.stream().filter((transport) -> !transport.isClosed()).count())
			.isLessThanOrEqualTo(1);
		assertThat(test.time.waiting()).isLessThan(20);
		int settled = this.published.size() - MAX_UNANSWERED;
		assertThat(settled < 0 || this.published.get(settled).isDone()).isTrue();
	}

	private void assertConnections(TestLoop test) {
		int fewest = (int) (DAY.toSeconds() / (LIFETIME.toSeconds() * 0.9));
		int most = (int) (DAY.toSeconds() / (LIFETIME.toSeconds() * 0.75)) + 1;
		assertThat(this.connects).hasSizeBetween(fewest, most);
		for (int i = 1; i < this.connects.size(); i++) {
			assertThat(Duration.between(this.connects.get(i - 1), this.connects.get(i)))
				.isBetween(LIFETIME.multipliedBy(3).dividedBy(4), LIFETIME.multipliedBy(9).dividedBy(10));
		}
		assertThat(test.events).filteredOn(ConnectedEvent.class::isInstance).hasSameSizeAs(this.connects);
		assertThat(test.events).filteredOn(DisconnectedEvent.class::isInstance).hasSize(this.connects.size() - 1);
		assertThat(test.defects()).isEmpty();
	}

}
