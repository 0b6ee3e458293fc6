package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.receiving.TestHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the meters of a connection are told by {@link ConnectionReport} and
 * {@link Outages}.
 */
class ConnectionMeterTests {

	private final TestLoop test = new TestLoop(1);

	@AfterEach
	void close() {
		this.test.close();
	}

	@Test
	void timeToConnectEndsWithTheAnswer() {
		this.test.loop.start(Duration.ZERO);
		this.test.time.settle();
		this.test.time.advance(Duration.ofSeconds(1));
		this.test.accept();
		assertThat(this.test.meters.events()).containsExactly("connected 1000");
	}

	@Test
	void failedAttemptsHaveTheirReason() {
		this.test.loop.start(Duration.ZERO);
		this.test.time.settle();
		this.test.time.advance(Duration.ofSeconds(2));
		this.test.end(FailureReason.NOT_AUTHORIZED);
		assertThat(this.test.meters.events()).containsExactly("connect failed NOT_AUTHORIZED 2000");
	}

	@Test
	void outageEndsWithTheAnswersToAllFilters() {
		IotSubscription subscription = IotSubscription.of(TopicFilter.of("a"), (message) -> {
		});
		this.test.filters.want(subscription, TestHandlers.of(subscription));
		this.test.connected();
		this.test.transport().subscribes().get(0).answer().complete(List.of(1));
		this.test.time.settle();
		this.test.end(FailureReason.CONNECTION_LOST);
		long waited = this.test.awaitNextAttempt().toMillis();
		this.test.accept();
		this.test.time.advance(Duration.ofSeconds(3));
		assertThat(this.test.meters.events()).containsExactly("connected 0", "connected 0");
		this.test.transport().subscribes().get(0).answer().complete(List.of(1));
		this.test.time.settle();
		assertThat(this.test.meters.events()).last().isEqualTo("recovered " + (waited + 3000));
	}

	@Test
	void outageOfSeveralAttemptsBeginsWithTheLoss() {
		this.test.connected();
		this.test.end(FailureReason.CONNECTION_LOST);
		long waited = this.test.awaitNextAttempt().toMillis();
		this.test.end(FailureReason.CONNECTION_LOST);
		waited += this.test.awaitNextAttempt().toMillis();
		this.test.accept();
		assertThat(this.test.meters.events()).containsExactly("connected 0", "connect failed CONNECTION_LOST 0",
				"connected 0", "recovered " + waited);
	}

	@Test
	void outageThatEndsWithAStopIsNotCounted() {
		this.test.connected();
		this.test.end(FailureReason.CONNECTION_LOST);
		this.test.loop.stop();
		this.test.time.settle();
		assertThat(this.test.meters.events()).containsExactly("connected 0");
	}

	@Test
	void rotationIsNoOutage() {
		this.test.provide(() -> CompletableFuture.completedFuture(CustomAuthCredentials.builder()
			.username("alice")
			.expiresAt(this.test.time.now().plus(Duration.ofHours(1)))
			.build()));
		this.test.connected();
		assertThat(this.test.loop.credentialsExpireAt()).isEqualTo(this.test.time.now().plus(Duration.ofHours(1)));
		this.test.time.advance(Duration.ofMinutes(55));
		this.test.release(this.test.transports.get(0));
		this.test.time.advance(Duration.ofSeconds(2));
		this.test.accept();
		assertThat(this.test.meters.events()).first().isEqualTo("connected 0");
		assertThat(this.test.meters.events()).contains("rotated").noneMatch((event) -> event.startsWith("recovered"));
	}

}
