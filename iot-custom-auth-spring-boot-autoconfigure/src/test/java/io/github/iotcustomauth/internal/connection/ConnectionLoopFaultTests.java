package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionLoop} with unexpected failures, clocks that are set and
 * renewals that wait.
 */
class ConnectionLoopFaultTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final TestLoop test = new TestLoop(1);

	private final VirtualTime time = this.test.time;

	@AfterEach
	void close() {
		this.test.close();
	}

	@ParameterizedTest
	@ValueSource(longs = { -24, -1, 1, 24 })
	void clockThatIsSetDelaysNothing(long hours) {
		this.test.connected();
		this.time.setClock(Duration.ofHours(hours));
		this.test.end(FailureReason.CONNECTION_LOST);
		assertThat(this.test.status().nextAttempt()).isBetween(this.time.clock().instant().plusSeconds(1),
				this.time.clock().instant().plusSeconds(2));
		this.time.setClock(Duration.ofHours(hours));
		this.time.advance(Duration.ofSeconds(2));
		assertThat(this.test.transports).hasSize(2);
	}

	@Test
	void clockThatIsSetBackDoesNotMakeTheRenewalMissTheExpiry() {
		expiring(Duration.ofSeconds(1000));
		this.test.connected();
		this.time.setClock(Duration.ofDays(-1));
		this.time.advance(Duration.ofSeconds(902));
		assertThat(this.test.transports).hasSize(2);
	}

	@Test
	void clockThatIsSetForwardRenewsOnceAndSoon() {
		expiring(Duration.ofHours(5));
		this.test.connected();
		this.time.setClock(Duration.ofHours(10));
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.test.transports).hasSize(2);
		this.time.advance(SECOND);
		this.test.accept();
		this.time.advance(Duration.ofHours(3));
		assertThat(this.test.transports).hasSize(2);
	}

	@Test
	void tokenOfAMonthIsNeitherWarnedAboutNorAskedForEveryDay() {
		Instant expiresAt = this.time.now().plus(Duration.ofDays(30));
		this.test.provide(() -> credentials(expiresAt));
		this.test.connected();
		this.time.advance(Duration.ofDays(20));
		assertThat(this.test.asked()).isEqualTo(1);
		assertThat(this.test.log().lines(Level.WARN)).isEmpty();
	}

	@Test
	void expiryMayBeAsLargeAsItsIssuerLikes() {
		this.test.provide(() -> credentials(Instant.MAX));
		this.test.connected();
		this.time.advance(Duration.ofDays(2));
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.test.defects()).isEmpty();
	}

	@Test
	void errorInACustomizerIsFollowedByAnotherAttempt() {
		AtomicInteger creations = new AtomicInteger();
		this.test.onCreation((transport) -> {
			if (creations.getAndIncrement() == 0) {
				throw new OutOfMemoryError("on purpose");
			}
		});
		CompletableFuture<Void> started = this.test.loop.start(Duration.ZERO);
		this.time.settle();
		assertThat(started).isCompletedExceptionally();
		assertThat(this.test.status().lastFailure()).asString().contains("OutOfMemoryError");
		this.test.awaitNextAttempt();
		this.test.accept();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void failureWhileSendingAgainIsFollowedByAnotherAttempt() {
		AtomicBoolean failed = new AtomicBoolean();
		this.test.onCreation((transport) -> transport.publishWith((message) -> {
			if (failed.compareAndSet(false, true)) {
				throw new OutOfMemoryError("on purpose");
			}
			return CompletableFuture.completedFuture(0);
		}));
		CompletableFuture<Void> published = this.test.pending.publish(IotMessage.of("t", "1"));
		this.test.connected();
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.test.transport().isClosed()).isTrue();
		assertThat(this.test.status().lastFailure()).asString().contains("OutOfMemoryError");
		this.test.awaitNextAttempt();
		this.test.accept();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		this.time.advance(Duration.ofMinutes(1));
		assertThat(published).isCompleted();
	}

	@Test
	void eventThatCannotBeAnnouncedStopsNothing() {
		this.test.connected();
		this.test.onEvent = () -> {
			throw new OutOfMemoryError("unable to create native thread");
		};
		this.test.end(FailureReason.CONNECTION_LOST);
		assertThat(this.test.transport().isClosed()).isTrue();
		this.test.awaitNextAttempt();
		this.test.accept();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.test.status().lastFailure()).asString().contains("OutOfMemoryError");
	}

	@Test
	void failureOfAnyTaskEndsTheConnectionAndIsInTheStatus() {
		this.test.connected();
		this.test.paused = null;
		this.test.loop.refreshCredentials();
		this.time.settle();
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.test.transports).allMatch(FakeTransport::isClosed);
		assertThat(this.test.status().lastFailure()).asString().contains("NullPointerException");
		this.test.awaitNextAttempt();
		assertThat(this.test.transports).hasSize(3);
	}

	@Test
	void transportThatIsReleasedByItselfEndsTheConnection() {
		this.test.connected();
		this.test.release(this.test.transport());
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		this.test.awaitNextAttempt();
		assertThat(this.test.transports).hasSize(2);
	}

	@Test
	void plannedRenewalWaitsForRunningHandlers() {
		expiring(Duration.ofSeconds(1000));
		this.test.connected();
		this.test.paused = new CompletableFuture<>();
		this.time.advance(Duration.ofSeconds(750));
		while (!this.test.calls.contains("pause")) {
			this.time.advance(SECOND);
		}
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.test.transport().isOpened()).isFalse();
		this.test.paused.complete(null);
		this.time.settle();
		assertThat(this.test.transports.get(0).isClosed()).isTrue();
		this.test.release(this.test.transports.get(0));
		assertThat(this.test.calls).containsExactly("connected false", "pause");
		this.test.accept();
		assertThat(this.test.calls).containsExactly("connected false", "pause", "connected false", "resume");
	}

	@Test
	void plannedRenewalWaitsFiveSecondsAtMost() {
		this.test.connected();
		this.test.paused = new CompletableFuture<>();
		CompletableFuture<Void> refreshed = this.test.loop.refreshCredentials();
		this.time.advance(Duration.ofMillis(4999));
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		this.time.advance(Duration.ofMillis(1));
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		this.test.release(this.test.transports.get(0));
		this.test.accept();
		assertThat(refreshed).isCompleted();
	}

	@Test
	void lossDuringTheWaitForHandlersIsALoss() {
		this.test.connected();
		this.test.paused = new CompletableFuture<>();
		CompletableFuture<Void> refreshed = this.test.loop.refreshCredentials();
		this.time.settle();
		this.test.transports.get(0).listener().onEnded(FakeTransport.LOST, true);
		this.time.settle();
		assertThat(refreshed).isCompletedExceptionally();
		assertThat(this.test.calls).endsWith("resume");
		assertThat(this.test.transports).allMatch(FakeTransport::isClosed);
		this.test.paused.complete(null);
		this.test.awaitNextAttempt();
		this.test.accept();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.test.transports).hasSize(3);
	}

	@Test
	void credentialsThatAreNotNewerDoNotReplaceTheConnection() {
		Instant expiresAt = this.time.now().plusSeconds(1000);
		this.test.provide(() -> credentials(expiresAt));
		this.test.connected();
		this.time.advance(Duration.ofSeconds(905));
		assertThat(this.test.transports).hasSizeGreaterThan(1);
		assertThat(this.test.transports.subList(1, this.test.transports.size())).noneMatch(FakeTransport::isOpened)
			.allMatch(FakeTransport::isClosed);
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void refreshThatIsAskedForTwiceIsDoneOnce() {
		this.test.connected();
		CompletableFuture<Void> one = this.test.loop.refreshCredentials();
		CompletableFuture<Void> two = this.test.loop.refreshCredentials();
		this.time.settle();
		this.test.release(this.test.transports.get(0));
		this.time.advance(SECOND);
		this.test.accept();
		assertThat(one).isCompleted();
		assertThat(two).isCompleted();
		assertThat(this.test.transports).hasSize(2);
		assertThat(this.test.discarded).hasSize(1);
	}

	@Test
	void requestsInARowDoNotPostponeTheAttempt() {
		this.test.connected();
		this.time.advance(Duration.ofMinutes(1));
		for (int i = 0; i < 5; i++) {
			this.test.loop.reconnect();
			this.time.advance(Duration.ofMillis(300));
		}
		assertThat(this.test.transports).hasSize(2);
	}

	@Test
	void refreshBetweenTwoConnectionsDiscardsWhatTheLastOnePresented() {
		this.test.connected();
		this.time.advance(Duration.ofMinutes(1));
		this.test.loop.reconnect();
		this.time.settle();
		this.test.loop.refreshCredentials();
		this.time.advance(Duration.ofSeconds(2));
		assertThat(this.test.discarded).hasSize(1);
		assertThat(this.test.asked()).isEqualTo(2);
	}

	@Test
	void requestsAfterTheStopFail() {
		this.test.connected();
		this.test.loop.stop();
		CompletableFuture<Void> racing = this.test.loop.reconnect();
		this.time.settle();
		assertThat(racing).isCompletedExceptionally();
		assertThat(this.test.loop.refreshCredentials()).isCompletedExceptionally();
		assertThat(this.test.loop.whenConnected()).isCompletedExceptionally();
	}

	private void expiring(Duration lifetime) {
		this.test.provide(() -> credentials(this.time.clock().instant().plus(lifetime)));
	}

	private static CompletableFuture<CustomAuthCredentials> credentials(@Nullable Instant expiresAt) {
		return CompletableFuture.completedFuture(CustomAuthCredentials.builder().expiresAt(expiresAt).build());
	}

}
