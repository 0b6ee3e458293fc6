package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.transport.MqttReasonCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionHistory}: what the connection knows is in its failures.
 */
class ConnectionHistoryTests {

	private final TestLoop test = new TestLoop(1);

	@AfterEach
	void close() {
		this.test.close();
	}

	@Test
	void credentialsThatExpiredBeforeTheyWerePresented() {
		this.test.provide(() -> CompletableFuture
			.completedFuture(CustomAuthCredentials.builder().expiresAt(this.test.time.now().minusSeconds(1)).build()));
		start();
		this.test.end(MqttReasonCodes.of(0x87));
		assertThat(failure().whatToCheck()).startsWith("The credentials expired");
	}

	@Test
	void refusalAfterAConnection() {
		this.test.connected();
		this.test.end(FailureReason.SERVER_SHUTTING_DOWN);
		this.test.awaitNextAttempt();
		this.test.end(MqttReasonCodes.of(0x87));
		assertThat(failure().causes()).anySatisfy((cause) -> assertThat(cause).startsWith("It was accepted before"));
	}

	@Test
	void quotaOfConnectsAfterATakeOver() {
		this.test.connected();
		this.test.end(MqttReasonCodes.of(0x8E));
		this.test.awaitNextAttempt();
		this.test.end(MqttReasonCodes.of(0x97));
		assertThat(failure().whatToCheck()).startsWith("Another client uses client id 'device'");
	}

	@Test
	void takeOverIsForgottenAfterSomeTime() {
		this.test.connected();
		this.test.end(MqttReasonCodes.of(0x8E));
		this.test.awaitNextAttempt();
		this.test.accept();
		this.test.time.advance(Duration.ofMinutes(11));
		this.test.end(FailureReason.CONNECTION_LOST);
		assertThat(failure().causes()).noneMatch((cause) -> cause.contains("Another client"));
	}

	@Test
	void publishThatIsInFlightAtTwoHangUpsInARow() {
		this.test.pending.publish(IotMessage.of("poison", ""));
		this.test.connected();
		this.test.hangUp();
		assertThat(failure().whatToCheck()).contains("proxy in between");
		this.test.awaitNextAttempt();
		this.test.accept();
		this.test.hangUp();
		assertThat(failure().whatToCheck()).contains("twice", "'poison'");
		assertThat(failure().causes()).anyMatch((cause) -> cause.contains("proxy in between"));
	}

	@Test
	void clockThatWasSet() {
		this.test.provide(() -> CompletableFuture
			.completedFuture(CustomAuthCredentials.builder().token("key", "token", "signature").build()));
		start();
		this.test.time.setClock(Duration.ofHours(1));
		this.test.end(MqttReasonCodes.of(0x87));
		assertThat(failure().whatToCheck()).contains("was set by 3600 s");
	}

	@Test
	void clockThatWasSetBeforeTheCredentialsWereAccepted() {
		this.test.provide(() -> CompletableFuture
			.completedFuture(CustomAuthCredentials.builder().token("key", "token", "signature").build()));
		start();
		this.test.time.setClock(Duration.ofHours(1));
		this.test.accept();
		this.test.end(FailureReason.SERVER_SHUTTING_DOWN);
		this.test.awaitNextAttempt();
		this.test.end(MqttReasonCodes.of(0x87));
		assertThat(failure().causes()).noneMatch((cause) -> cause.contains("was set by"));
	}

	@Test
	void publishThatIsInFlightAtTwoEndsWithALongLifeInBetween() {
		this.test.pending.publish(IotMessage.of("telemetry", ""));
		this.test.connected();
		this.test.hangUp();
		this.test.awaitNextAttempt();
		this.test.accept();
		this.test.time.advance(Duration.ofMinutes(2));
		this.test.hangUp();
		this.test.awaitNextAttempt();
		this.test.accept();
		this.test.hangUp();
		assertThat(failure().whatToCheck()).contains("proxy in between");
	}

	@Test
	void eventHasTheSameCausesAsTheStatus() {
		this.test.connected();
		this.test.end(MqttReasonCodes.of(0x8E));
		assertThat(this.test.events).last()
			.isInstanceOfSatisfying(DisconnectedEvent.class,
					(event) -> assertThat(event.failure()).isEqualTo(failure()));
	}

	private void start() {
		this.test.loop.start(Duration.ZERO);
		this.test.time.settle();
	}

	private IotFailure failure() {
		return this.test.status().lastFailure();
	}

}
