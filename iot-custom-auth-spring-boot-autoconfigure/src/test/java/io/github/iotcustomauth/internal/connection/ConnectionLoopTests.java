package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import io.github.iotcustomauth.ConnectedEvent;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.attempt.Attempt;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.receiving.TestHandlers;
import io.github.iotcustomauth.internal.transport.MqttReasonCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionLoop} and {@link Attempt}.
 */
class ConnectionLoopTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final TestLoop test = new TestLoop(1);

	private final ConnectionLoop loop = this.test.loop;

	private final VirtualTime time = this.test.time;

	@AfterEach
	void noDefectWasLogged() {
		assertThat(this.test.defects()).isEmpty();
		this.test.close();
	}

	@Test
	void doesNothingBeforeItIsStarted() {
		this.time.advance(Duration.ofHours(1));
		assertThat(this.test.state()).isEqualTo(ConnectionState.NEW);
		assertThat(this.test.asked()).isZero();
		assertThat(this.loop.live()).isNull();
	}

	@Test
	void startAsksForCredentialsAndOpensATransport() {
		CompletableFuture<Void> started = this.loop.start(Duration.ZERO);
		this.time.settle();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTING);
		assertThat(this.test.status().attempts()).isEqualTo(1);
		assertThat(this.test.asked()).isEqualTo(1);
		assertThat(this.test.transports).singleElement().matches(FakeTransport::isOpened);
		assertThat(this.test.transport().credentials().getUsername()).isEqualTo("alice");
		assertThat(this.loop.live()).isNull();
		assertThat(started).isNotDone();
		assertThat(this.test.events).isEmpty();
	}

	@Test
	void connects() {
		CompletableFuture<Void> started = this.loop.start(Duration.ZERO);
		this.time.settle();
		this.time.advance(SECOND);
		this.test.accept();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.test.status().since()).isEqualTo(this.time.now());
		assertThat(this.test.status().attempts()).isZero();
		assertThat(this.loop.live()).isSameAs(this.test.transport());
		assertThat(started).isCompletedWithValue(null);
		assertThat(this.test.events).containsExactly(new ConnectedEvent("default", "device", false));
	}

	@Test
	void staysConnected() {
		this.test.connected();
		this.time.advance(Duration.ofDays(365));
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.test.transports).hasSize(1);
		assertThat(this.time.isOver()).isTrue();
	}

	@Test
	void handsSubscriptionsAndPublishesToTheTransport() {
		IotSubscription subscription = IotSubscription.of(TopicFilter.of("a"), (message) -> {
		});
		this.test.filters.want(subscription, TestHandlers.of(subscription));
		this.test.pending.publish(IotMessage.of("t", "1"));
		this.test.connected();
		assertThat(this.test.transport().subscribes()).hasSize(1);
		assertThat(this.test.transport().published()).containsExactly("1");
		this.test.transport().subscribes().get(0).answer().complete(List.of(1));
		this.test.end(FailureReason.CONNECTION_LOST);
		this.test.pending.publish(IotMessage.of("t", "2"));
		this.test.awaitNextAttempt();
		this.test.transport().listener().onConnected(true);
		this.time.settle();
		assertThat(this.test.transport().subscribes()).isEmpty();
		assertThat(this.test.transport().published()).containsExactly("1", "2");
		assertThat(this.test.events).endsWith(new ConnectedEvent("default", "device", true));
	}

	@Test
	void callbacksAreHandedOver() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		this.test.transport().listener().onConnected(false);
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTING);
		this.time.settle();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void failedAttemptIsFollowedByAnother() {
		CompletableFuture<Void> started = this.loop.start(Duration.ZERO);
		this.time.settle();
		FakeTransport failed = this.test.transport();
		this.test.end(FailureReason.CONNECTION_LOST);
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.test.status().lastFailure()).isNotNull();
		assertThat(failed.isClosed()).isTrue();
		assertThat(failure(started).reason()).isEqualTo(FailureReason.CONNECTION_LOST);
		assertThat(this.test.eventNames()).containsExactly("AttemptFailed");
		assertThat(this.test.awaitNextAttempt()).isBetween(SECOND, SECOND.multipliedBy(2));
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTING);
		assertThat(this.test.status().attempts()).isEqualTo(2);
		assertThat(this.test.status().nextAttempt()).isNull();
		assertThat(this.test.asked()).isEqualTo(2);
		assertThat(this.test.transports).hasSize(2);
		this.test.accept();
		assertThat(this.test.status().lastFailure()).isNotNull();
	}

	@Test
	void everyAttemptPresentsFreshCredentials() {
		AtomicReference<String> token = new AtomicReference<>("one");
		this.test.provide(
				() -> CompletableFuture.completedFuture(CustomAuthCredentials.builder().username(token.get()).build()));
		this.test.connected();
		token.set("two");
		this.test.end(FailureReason.CONNECTION_LOST);
		this.test.awaitNextAttempt();
		assertThat(this.test.transport().credentials().getUsername()).isEqualTo("two");
	}

	@Test
	void refusalIsAStateOfItsOwn() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		this.test.end(MqttReasonCodes.of(0x87));
		assertThat(this.test.state()).isEqualTo(ConnectionState.REJECTED);
		assertThat(this.test.status().refusals()).isEqualTo(1);
		Instant next = this.test.status().nextAttempt();
		assertThat(this.test.events).singleElement().isInstanceOfSatisfying(DisconnectedEvent.class, (event) -> {
			assertThat(event.failure().reason()).isEqualTo(FailureReason.NOT_AUTHORIZED);
			assertThat(event.failure().whatToCheck()).contains("client id 'device'");
			assertThat(event.nextAttempt()).isEqualTo(next);
		});
		assertThat(this.test.awaitNextAttempt()).isBetween(SECOND, SECOND.multipliedBy(2));
		this.test.end(MqttReasonCodes.of(0x86));
		assertThat(this.test.status().refusals()).isEqualTo(2);
		assertThat(this.test.awaitNextAttempt()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
		this.test.accept();
		assertThat(this.test.status().refusals()).isZero();
	}

	@Test
	void refusedCredentialsAreDiscardedBeforeTheNextAreAskedFor() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		this.test.end(MqttReasonCodes.of(0x87));
		this.test.provide(() -> {
			assertThat(this.test.discarded).hasSize(1);
			return CompletableFuture.completedFuture(CustomAuthCredentials.builder().build());
		});
		this.test.awaitNextAttempt();
		assertThat(this.test.asked()).isEqualTo(2);
		this.test.accept();
		this.test.end(MqttReasonCodes.of(0x87));
		assertThat(this.test.discarded).hasSize(1);
	}

	@Test
	void aMinuteOfRefusalTakesEightAttemptsAtMost() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		Instant end = this.time.now().plusSeconds(60);
		while (this.time.now().isBefore(end)) {
			this.test.end(MqttReasonCodes.of(0x87));
			this.test.release(this.test.transport());
			this.test.awaitNextAttempt();
		}
		assertThat(this.test.transports).hasSizeBetween(2, 8);
		this.test.accept();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void lostConnectionIsMadeAgain() {
		this.test.connected();
		FakeTransport lost = this.test.transport();
		this.time.advance(Duration.ofMinutes(1));
		this.test.end(FakeTransport.LOST);
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.loop.live()).isNull();
		assertThat(lost.isClosed()).isTrue();
		assertThat(this.test.events).hasSize(2)
			.last()
			.isInstanceOfSatisfying(DisconnectedEvent.class,
					(event) -> assertThat(event.failure().reason()).isEqualTo(FailureReason.CONNECTION_LOST));
		this.test.awaitNextAttempt();
		this.test.accept();
		assertThat(this.test.eventNames()).containsExactly("Connected", "Disconnected", "Connected");
	}

	@Test
	void connectionThatIsLostInTheSameInstantWasAConnection() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		this.test.transport().listener().onConnected(false);
		this.test.transport().listener().onEnded(MqttReasonCodes.of(0x87), false);
		this.time.settle();
		assertThat(this.test.eventNames()).containsExactly("Connected", "Disconnected");
		assertThat(this.test.awaitNextAttempt()).isGreaterThanOrEqualTo(SECOND);
	}

	@Test
	void takeOverBacksOff() {
		this.test.connected();
		this.time.advance(Duration.ofSeconds(30));
		this.test.end(MqttReasonCodes.of(0x8E));
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.test.awaitNextAttempt()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
		this.test.accept();
		this.time.advance(Duration.ofSeconds(30));
		this.test.end(MqttReasonCodes.of(0x8E));
		assertThat(this.test.awaitNextAttempt()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
	}

	@Test
	void attemptHasATimeLimit() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		this.time.advance(TestLoop.CONNECT_TIMEOUT.minusMillis(1));
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTING);
		this.time.advance(Duration.ofMillis(1));
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.test.status().lastFailure().reason()).isEqualTo(FailureReason.CONNECT_TIMEOUT);
		assertThat(this.test.transport().isClosed()).isTrue();
	}

	@Test
	void timeLimitOfTheTransportStartsWhenItIsOpened() {
		CompletableFuture<CustomAuthCredentials> answer = new CompletableFuture<>();
		this.test.provide(() -> answer);
		this.loop.start(Duration.ZERO);
		this.time.advance(TestLoop.CONNECT_TIMEOUT.minusSeconds(1));
		answer.complete(CustomAuthCredentials.builder().build());
		this.time.advance(TestLoop.CONNECT_TIMEOUT.minusSeconds(1));
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTING);
		this.test.accept();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void providerThatThrowsIsAskedAgain() {
		this.test.provide(() -> {
			throw new IllegalStateException("a secret");
		});
		assertProviderFails("IllegalStateException");
	}

	@Test
	void providerThatFailsLaterIsAskedAgain() {
		this.test.provide(() -> CompletableFuture.failedFuture(new IllegalStateException("a secret")));
		assertProviderFails("IllegalStateException");
	}

	@Test
	void providerThatReturnsNullIsAskedAgain() {
		this.test.provide(() -> null);
		assertProviderFails("NullPointerException");
	}

	@Test
	void providerThatGivesNullIsAskedAgain() {
		this.test.provide(() -> CompletableFuture.completedFuture(null));
		assertProviderFails("null");
	}

	private void assertProviderFails(String detail) {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		IotFailure failure = this.test.status().lastFailure();
		assertThat(failure.kind()).isEqualTo(Kind.CREDENTIALS);
		assertThat(failure.reason()).isEqualTo(FailureReason.CREDENTIALS_PROVIDER_FAILED);
		assertThat(failure).asString().contains(detail).doesNotContain("a secret");
		assertThat(this.test.transports).isEmpty();
		this.test.awaitNextAttempt();
		assertThat(this.test.asked()).isEqualTo(2);
		assertThat(this.test.eventNames()).containsExactly("AttemptFailed", "AttemptFailed");
	}

	@Test
	void providerThatNeverAnswersIsGivenUp() {
		CompletableFuture<CustomAuthCredentials> never = new CompletableFuture<>();
		this.test.provide(() -> never);
		this.loop.start(Duration.ZERO);
		this.time.advance(TestLoop.CONNECT_TIMEOUT);
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.test.status().lastFailure().reason()).isEqualTo(FailureReason.CREDENTIALS_PROVIDER_TIMEOUT);
		never.complete(CustomAuthCredentials.builder().build());
		this.time.settle();
		assertThat(this.test.transports).isEmpty();
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
	}

	@Test
	void credentialsThatCannotBeWrittenAreAFailure() {
		this.test.provide(() -> CompletableFuture.completedFuture(
				CustomAuthCredentials.builder().username("alice?a=secret").parameter("a", "secret").build()));
		this.loop.start(Duration.ZERO);
		this.time.settle();
		IotFailure failure = this.test.status().lastFailure();
		assertThat(failure.kind()).isEqualTo(Kind.CREDENTIALS);
		assertThat(failure.reason()).isEqualTo(FailureReason.CREDENTIALS_INVALID);
		assertThat(failure).asString().doesNotContain("secret");
		this.test.awaitNextAttempt();
		assertThat(this.test.asked()).isEqualTo(2);
	}

	@Test
	void transportThatCannotBeMadeIsAFailure() {
		IotFailure failure = IotFailure.of(FailureReason.CLIENT_NOT_CREATED, "Check the test");
		this.test.onCreation((transport) -> {
			throw new IotConnectionException("No client", failure);
		});
		this.loop.start(Duration.ZERO);
		this.time.settle();
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.test.status().lastFailure()).isEqualTo(failure);
		this.test.onCreation((transport) -> {
		});
		this.test.awaitNextAttempt();
		this.test.accept();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void lateCallbacksOfAnEndedAttemptAreIgnored() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		FakeTransport first = this.test.transport();
		this.test.end(FailureReason.CONNECTION_LOST);
		first.listener().onConnected(false);
		first.listener().onEnded(FakeTransport.LOST, false);
		this.time.settle();
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.test.eventNames()).containsExactly("AttemptFailed");
		this.test.awaitNextAttempt();
		first.listener().onEnded(FakeTransport.LOST, false);
		first.listener().onConnected(true);
		first.listener().onReleased();
		this.time.settle();
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTING);
		this.test.accept();
		assertThat(this.loop.live()).isSameAs(this.test.transport());
	}

	@Test
	void attemptsThatHangSlowTheNextOnesDownAndNeverStopThem() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		for (int i = 0; i < 3; i++) {
			this.time.advance(TestLoop.CONNECT_TIMEOUT);
			this.test.awaitNextAttempt();
		}
		this.time.advance(TestLoop.CONNECT_TIMEOUT);
		assertThat(this.test.awaitNextAttempt()).isGreaterThanOrEqualTo(Duration.ofSeconds(15));
		for (int i = 0; i < 30; i++) {
			this.time.advance(TestLoop.CONNECT_TIMEOUT);
			assertThat(this.test.awaitNextAttempt()).isLessThanOrEqualTo(Duration.ofMinutes(5));
		}
		Instant end = this.time.now().plus(Duration.ofDays(1));
		int before = this.test.transports.size();
		while (this.time.now().isBefore(end)) {
			this.time.advance(TestLoop.CONNECT_TIMEOUT);
			this.test.awaitNextAttempt();
		}
		assertThat(this.test.transports.size() - before).isBetween(250, 600);
		this.test.transports.stream().filter(FakeTransport::isClosed).forEach(this.test::release);
		this.test.accept();
		this.time.advance(SECOND.multipliedBy(10));
		this.test.end(FailureReason.CONNECTION_LOST);
		assertThat(this.test.awaitNextAttempt()).isLessThanOrEqualTo(SECOND.multipliedBy(2));
	}

	@Test
	void releasedAttemptsDoNotCount() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		for (int i = 0; i < 20; i++) {
			this.test.end(FailureReason.CONNECTION_LOST);
			this.test.release(this.test.transport());
			this.test.awaitNextAttempt();
		}
		assertThat(this.test.transports).hasSize(21);
	}

	@Test
	void attemptsWithoutTransportDoNotCount() {
		this.test.provide(() -> CompletableFuture.failedFuture(new IllegalStateException()));
		this.loop.start(Duration.ZERO);
		this.time.settle();
		for (int i = 0; i < 20; i++) {
			this.test.awaitNextAttempt();
		}
		assertThat(this.test.asked()).isEqualTo(21);
	}

	@ParameterizedTest
	@EnumSource(names = { "NEW", "CONNECTING", "CONNECTED", "WAITING", "REJECTED" })
	void stopsFromEachState(ConnectionState state) {
		CompletableFuture<Void> started = reach(state);
		assertThat(this.test.state()).isEqualTo(state);
		CompletableFuture<Void> stopped = this.loop.stop();
		this.time.settle();
		assertThat(this.test.state()).isEqualTo(ConnectionState.STOPPING);
		assertThat(this.test.status().nextAttempt()).isNull();
		assertThat(this.loop.live()).isNull();
		assertThat(this.test.transports).allMatch(FakeTransport::isClosed);
		boolean unreleased = state == ConnectionState.CONNECTING || state == ConnectionState.CONNECTED;
		assertThat(stopped.isDone()).isEqualTo(!unreleased);
		this.test.transports.forEach(this.test::release);
		assertThat(stopped).isCompletedWithValue(null);
		assertThat(started.isDone()).isEqualTo(state != ConnectionState.NEW);
		int attempts = this.test.asked();
		this.time.advance(Duration.ofDays(1));
		assertThat(this.test.asked()).isEqualTo(attempts);
		assertThat(this.test.state()).isEqualTo(ConnectionState.STOPPING);
		this.loop.terminate();
		assertThat(this.test.state()).isEqualTo(ConnectionState.STOPPED);
		assertThat(this.time.isOver()).isTrue();
		if (state == ConnectionState.CONNECTED) {
			assertThat(this.test.events)
				.endsWith(new DisconnectedEvent("default", "device", true, ConnectionLoop.CLOSED, null));
		}
		else {
			assertThat(this.test.eventNames()).doesNotContain("Connected", "Disconnected");
		}
	}

	private CompletableFuture<Void> reach(ConnectionState state) {
		if (state == ConnectionState.NEW) {
			return new CompletableFuture<>();
		}
		CompletableFuture<Void> started = this.loop.start(Duration.ZERO);
		this.time.settle();
		switch (state) {
			case CONNECTED -> this.test.accept();
			case WAITING -> this.test.end(FailureReason.CONNECTION_LOST);
			case REJECTED -> this.test.end(FailureReason.NOT_AUTHORIZED);
			default -> {
			}
		}
		return started;
	}

	@Test
	void nextLoopKeepsItsDistanceToAnAttemptThatWasStopped() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		this.loop.stop();
		this.time.settle();
		List<Instant> attempts = new ArrayList<>();
		this.test.next.in(Duration.ZERO, () -> attempts.add(this.time.now()));
		Instant stopped = this.time.now();
		this.time.advance(SECOND.multipliedBy(2));
		assertThat(attempts).containsExactly(stopped.plusSeconds(1));
	}

	@Test
	void stopWhileCredentialsAreAskedFor() {
		CompletableFuture<CustomAuthCredentials> answer = new CompletableFuture<>();
		this.test.provide(() -> answer);
		CompletableFuture<Void> started = this.loop.start(Duration.ZERO);
		this.time.settle();
		CompletableFuture<Void> stopped = this.loop.stop();
		this.time.settle();
		assertThat(stopped).isCompletedWithValue(null);
		assertThat(failure(started)).isEqualTo(ConnectionLoop.CLOSED);
		answer.complete(CustomAuthCredentials.builder().build());
		this.time.settle();
		assertThat(this.test.transports).isEmpty();
	}

	@Test
	void callbacksAfterTheEndAreIgnored() {
		this.test.connected();
		this.loop.stop();
		this.time.settle();
		this.loop.terminate();
		this.test.transport().listener().onEnded(FakeTransport.LOST, false);
		this.test.transport().listener().onReleased();
		this.time.settle();
		assertThat(this.test.state()).isEqualTo(ConnectionState.STOPPED);
		assertThat(this.test.eventNames()).containsExactly("Connected", "Disconnected");
	}

	@Test
	void reconnectDisconnectsAndConnectsAgainWhenTheOldTransportIsGone() {
		this.test.connected();
		FakeTransport old = this.test.transport();
		this.time.advance(Duration.ofMinutes(1));
		CompletableFuture<Void> renewed = this.loop.reconnect();
		this.time.settle();
		assertThat(old.isClosed()).isTrue();
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.test.transports).hasSize(1);
		this.test.release(old);
		assertThat(this.test.transports).hasSize(2);
		assertThat(renewed).isNotDone();
		this.test.accept();
		assertThat(renewed).isCompletedWithValue(null);
		assertThat(this.test.eventNames()).containsExactly("Connected", "Disconnected", "Connected");
	}

	@Test
	void reconnectWaitsUntilTheServerHasReceivedTheAcknowledgments() {
		FakeTransport old = connectedToASlowServer();
		this.loop.reconnect();
		this.time.settle();
		assertThat(this.test.calls).endsWith("acknowledge at once");
		assertThat(old.isClosed()).isFalse();
		old.unsubscribes().get(0).answer().complete(List.of(0));
		this.time.settle();
		assertThat(old.isClosed()).isTrue();
	}

	@Test
	void reconnectWaitsHalfASecondAtMostForTheServer() {
		FakeTransport old = connectedToASlowServer();
		this.loop.reconnect();
		this.time.advance(LastAcknowledgments.LIMIT.minusMillis(1));
		assertThat(old.isClosed()).isFalse();
		this.time.advance(Duration.ofMillis(1));
		assertThat(old.isClosed()).isTrue();
	}

	@Test
	void reconnectGoesOnWhenTheConnectionIsLostMeanwhile() {
		FakeTransport old = connectedToASlowServer();
		CompletableFuture<Void> renewed = this.loop.reconnect();
		this.time.settle();
		this.test.hangUp();
		this.time.settle();
		assertThat(renewed).isNotDone();
		this.test.release(old);
		this.test.accept();
		assertThat(renewed).isCompletedWithValue(null);
	}

	@Test
	void stopDuringAReconnectIsFinal() {
		connectedToASlowServer();
		CompletableFuture<Void> renewed = this.loop.reconnect();
		this.time.settle();
		this.loop.stop();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(failure(renewed).reason()).isEqualTo(FailureReason.CONNECTION_CLOSED);
		assertThat(this.test.transports).hasSize(1);
		assertThat(this.test.defects()).isEmpty();
	}

	// which answers round trips when the test says so
	private FakeTransport connectedToASlowServer() {
		this.test.onCreation(FakeTransport::answeringRoundTripsLater);
		this.test.connected();
		this.time.advance(Duration.ofMinutes(1));
		return this.test.transport();
	}

	@Test
	void reconnectWaitsASecondAtMostForTheOldTransport() {
		this.test.connected();
		this.time.advance(Duration.ofMinutes(1));
		this.loop.reconnect();
		this.time.advance(SECOND);
		assertThat(this.test.transports).hasSize(2);
	}

	@Test
	void reconnectWaitsForASecondAfterTheLastConnect() {
		this.test.connected();
		this.loop.reconnect();
		this.time.settle();
		this.test.release(this.test.transport());
		this.time.advance(SECOND.minusMillis(1));
		assertThat(this.test.transports).hasSize(1);
		this.time.advance(Duration.ofMillis(1));
		assertThat(this.test.transports).hasSize(2);
	}

	@Test
	void reconnectEndsTheWait() {
		this.test.connected();
		this.test.end(MqttReasonCodes.of(0x8E));
		this.time.advance(SECOND);
		CompletableFuture<Void> renewed = this.loop.reconnect();
		this.time.settle();
		assertThat(this.test.transports).hasSize(2);
		this.test.end(FailureReason.CONNECTION_LOST);
		assertThat(failure(renewed).reason()).isEqualTo(FailureReason.CONNECTION_LOST);
	}

	@Test
	void reconnectDuringAnAttemptIsThatAttempt() {
		this.loop.start(Duration.ZERO);
		this.time.settle();
		CompletableFuture<Void> renewed = this.loop.reconnect();
		this.time.settle();
		assertThat(this.test.transports).hasSize(1);
		this.test.accept();
		assertThat(renewed).isCompletedWithValue(null);
	}

	@Test
	void refreshConnectsAgainOnceThereAreNewCredentials() {
		this.test.connected();
		this.time.advance(Duration.ofMinutes(1));
		CompletableFuture<CustomAuthCredentials> answer = new CompletableFuture<>();
		this.test.provide(() -> answer);
		CompletableFuture<Void> refreshed = this.loop.refreshCredentials();
		this.time.settle();
		assertThat(this.test.discarded).hasSize(1);
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		answer.complete(CustomAuthCredentials.builder().username("bob").build());
		this.time.settle();
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.test.transport().isOpened()).isFalse();
		this.test.release(this.test.transports.get(0));
		assertThat(this.test.transport().isOpened()).isTrue();
		assertThat(this.test.transport().credentials().getUsername()).isEqualTo("bob");
		assertThat(this.test.asked()).isEqualTo(2);
		this.test.accept();
		assertThat(refreshed).isCompletedWithValue(null);
	}

	@Test
	void refreshLeavesTheConnectionAloneWhenThereAreNoCredentials() {
		this.test.connected();
		this.test.provide(() -> CompletableFuture.failedFuture(new IllegalStateException("a secret")));
		CompletableFuture<Void> refreshed = this.loop.refreshCredentials();
		this.time.settle();
		assertThat(failure(refreshed).kind()).isEqualTo(Kind.CREDENTIALS);
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.test.eventNames()).containsExactly("Connected");
	}

	@Test
	void refreshWithoutConnectionIsTheNextAttempt() {
		this.test.connected();
		this.time.advance(SECOND);
		this.test.end(MqttReasonCodes.of(0x8E));
		CompletableFuture<Void> refreshed = this.loop.refreshCredentials();
		this.time.settle();
		assertThat(this.test.transports).hasSize(2);
		this.test.accept();
		assertThat(refreshed).isCompletedWithValue(null);
	}

	@Test
	void credentialsAreRenewedBeforeTheyExpire() {
		this.test.provide(() -> CompletableFuture
			.completedFuture(CustomAuthCredentials.builder().expiresAt(this.time.now().plusSeconds(1000)).build()));
		this.test.connected();
		assertThat(advanceToRenewal()).isBetween(Duration.ofSeconds(750), Duration.ofSeconds(901));
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		this.test.release(this.test.transports.get(0));
		assertThat(this.test.asked()).isEqualTo(2);
		assertThat(this.test.transports).hasSize(2);
		this.test.accept();
		assertThat(this.test.eventNames()).containsExactly("Connected", "Disconnected", "Connected");
	}

	private Duration advanceToRenewal() {
		Instant start = this.time.now();
		while (this.test.state() == ConnectionState.CONNECTED) {
			this.time.advance(SECOND);
		}
		return Duration.between(start, this.time.now());
	}

	@Test
	void aDayOfRotationLeavesNothingBehind() {
		this.test.provide(() -> CompletableFuture
			.completedFuture(CustomAuthCredentials.builder().expiresAt(this.time.now().plusSeconds(300)).build()));
		this.test.connected();
		Instant end = this.time.now().plus(Duration.ofDays(1));
		while (this.time.now().isBefore(end)) {
			assertThat(advanceToRenewal()).isLessThan(Duration.ofSeconds(300));
			this.test.release(this.test.transports.get(this.test.transports.size() - 2));
			this.test.accept();
			assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTED);
		}
		assertThat(this.test.transports.subList(0, this.test.transports.size() - 1)).allMatch(FakeTransport::isClosed);
		assertThat(this.test.asked()).isEqualTo(this.test.transports.size());
		this.loop.stop();
		this.time.settle();
		this.loop.terminate();
		assertThat(this.time.isOver()).isTrue();
	}

	@Test
	void logHasOneLineAnEventAndNoSecret() {
		this.test.connected();
		this.test.end(FakeTransport.LOST);
		this.test.awaitNextAttempt();
		this.test.end(MqttReasonCodes.of(0x87));
		assertThat(this.test.log().lines(Level.INFO)).hasSize(1);
		assertThat(this.test.log().lines(Level.WARN)).hasSize(2)
			.satisfies((lines) -> assertThat(lines.get(0)).startsWith("Lost the connection to localhost"))
			.satisfies((lines) -> assertThat(lines.get(1)).startsWith("Attempt 1 to connect to localhost")
				.contains("NOT_AUTHORIZED (0x87)", "Next attempt in"))
			.noneMatch((line) -> line.contains("alice") || line.contains("secret"));
	}

	private static IotFailure failure(CompletableFuture<Void> result) {
		assertThat(result).isCompletedExceptionally();
		AtomicReference<IotFailure> failure = new AtomicReference<>();
		result.whenComplete((ok, ex) -> failure.set(((IotConnectionException) ex).getFailure()));
		return failure.get();
	}

}
