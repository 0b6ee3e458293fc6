package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.attempt.ConnectionProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionProbe}.
 */
class ConnectionProbeTests {

	private static final IotFailure FOUND = IotFailure.of(FailureReason.CERTIFICATE_EXPIRED, "Renew it");

	private static final IotFailure UNCLEAR = IotFailure.of(FailureReason.TLS_FAILED).withDetail(1029, "NAME");

	private final TestLoop test = new TestLoop(1);

	@AfterEach
	void close() {
		this.test.close();
	}

	@Test
	void failureHasTheReasonOfTheProbeAndItsOwnCode() {
		this.test.probeWith(() -> Optional.of(FOUND));
		start();
		this.test.end(UNCLEAR);
		assertThat(failure().reason()).isEqualTo(FailureReason.CERTIFICATE_EXPIRED);
		assertThat(failure().code()).isEqualTo(1029);
		assertThat(failure().detail()).isEqualTo("NAME");
		assertThat(failure().causes()).contains("Renew it");
	}

	@Test
	void failureStaysWhenTheProbeFindsNothing() {
		this.test.probeWith(Optional::empty);
		start();
		this.test.end(UNCLEAR);
		assertThat(failure().reason()).isEqualTo(FailureReason.TLS_FAILED);
	}

	@Test
	void failureStaysWhenTheProbeFails() {
		this.test.probeWith(() -> {
			throw new NoClassDefFoundError("on purpose");
		});
		start();
		this.test.end(UNCLEAR);
		assertThat(failure().reason()).isEqualTo(FailureReason.TLS_FAILED);
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
	}

	@Test
	void clearFailureIsNotProbed() {
		this.test.probeWith(() -> Optional.of(FOUND));
		start();
		this.test.end(FailureReason.HOST_NOT_FOUND);
		assertThat(this.test.probes()).isZero();
		assertThat(failure().reason()).isEqualTo(FailureReason.HOST_NOT_FOUND);
	}

	@Test
	void lostConnectionIsNotProbed() {
		this.test.probeWith(() -> Optional.of(FOUND));
		this.test.connected();
		this.test.end(UNCLEAR);
		assertThat(this.test.probes()).isZero();
	}

	@Test
	void transportIsClosedBeforeTheProbe() {
		boolean[] closed = new boolean[1];
		this.test.probeWith(() -> {
			closed[0] = this.test.transport().isClosed();
			return Optional.of(FOUND);
		});
		start();
		this.test.end(UNCLEAR);
		assertThat(closed[0]).isTrue();
	}

	@Test
	void oneProbeAMinuteExplainsAllFailuresOfItsKind() {
		this.test.probeWith(() -> Optional.of(FOUND));
		start();
		long start = this.test.time.nanoTime();
		while (this.test.time.nanoTime() - start < Duration.ofSeconds(59).toNanos()) {
			this.test.end(UNCLEAR);
			assertThat(failure().reason()).isEqualTo(FailureReason.CERTIFICATE_EXPIRED);
			assertThat(this.test.probes()).isOne();
			this.test.awaitNextAttempt();
		}
		this.test.time.advance(Duration.ofSeconds(2));
		this.test.end(UNCLEAR);
		assertThat(this.test.probes()).isEqualTo(2);
	}

	private List<Runnable> failWhileTheProbeWaits() {
		this.test.probeWith(() -> Optional.of(FOUND));
		start();
		List<Runnable> held = this.test.holdThreads();
		this.test.end(UNCLEAR);
		return held;
	}

	@Test
	void failureIsReportedAtTheLimitWhenTheProbeDoesNotAnswer() {
		List<Runnable> held = failWhileTheProbeWaits();
		this.test.time.advance(ConnectionProbe.LIMIT.minusMillis(1));
		assertThat(this.test.state()).isEqualTo(ConnectionState.CONNECTING);
		assertThat(this.test.closedProbes()).isZero();
		this.test.time.advance(Duration.ofMillis(1));
		assertThat(this.test.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(failure().reason()).isEqualTo(FailureReason.TLS_FAILED);
		assertThat(this.test.closedProbes()).isOne();
		assertThat(held).hasSize(1);
	}

	@Test
	void lateAnswerIsIgnored() {
		List<Runnable> held = failWhileTheProbeWaits();
		this.test.time.advance(ConnectionProbe.LIMIT);
		this.test.releaseThreads();
		held.forEach(Runnable::run);
		this.test.time.settle();
		assertThat(failure().reason()).isEqualTo(FailureReason.TLS_FAILED);
		this.test.awaitNextAttempt();
		this.test.end(UNCLEAR);
		assertThat(failure().reason()).isEqualTo(FailureReason.TLS_FAILED);
	}

	@Test
	void noProbeBeginsWhileAnotherRuns() {
		List<Runnable> held = failWhileTheProbeWaits();
		this.test.time.advance(ConnectionProbe.LIMIT);
		this.test.releaseThreads();
		this.test.awaitNextAttempt();
		this.test.time.advance(Duration.ofSeconds(15));
		for (int i = 0; i < 10; i++) {
			this.test.end(UNCLEAR);
			this.test.awaitNextAttempt();
			this.test.time.advance(Duration.ofSeconds(20));
		}
		assertThat(this.test.probes()).isOne();
		held.forEach(Runnable::run);
		this.test.end(UNCLEAR);
		assertThat(this.test.probes()).isEqualTo(2);
		assertThat(failure().reason()).isEqualTo(FailureReason.CERTIFICATE_EXPIRED);
	}

	@Test
	void stopEndsTheProbe() {
		List<Runnable> held = failWhileTheProbeWaits();
		assertThat(held).hasSize(1);
		CompletableFuture<Void> stopped = this.test.loop.stop();
		this.test.time.settle();
		assertThat(this.test.closedProbes()).isOne();
		this.test.release(this.test.transport());
		assertThat(stopped).isCompleted();
		held.forEach(Runnable::run);
		this.test.time.advance(ConnectionProbe.LIMIT);
		assertThat(this.test.state()).isEqualTo(ConnectionState.STOPPING);
		assertThat(this.test.eventNames()).isEmpty();
	}

	@Test
	void connectionEndsTheExplanation() {
		this.test.probeWith(() -> Optional.of(FOUND));
		start();
		this.test.end(UNCLEAR);
		this.test.awaitNextAttempt();
		this.test.accept();
		this.test.end(FailureReason.CONNECTION_LOST);
		this.test.awaitNextAttempt();
		this.test.end(UNCLEAR);
		assertThat(this.test.probes()).isOne();
		assertThat(failure().reason()).isEqualTo(FailureReason.TLS_FAILED);
	}

	@Test
	void otherTrustIsProbedAgain() {
		this.test.probeWith(() -> Optional.of(FOUND));
		start();
		this.test.end(UNCLEAR);
		this.test.awaitNextAttempt();
		this.test.trust("other");
		this.test.probeWith(Optional::empty);
		this.test.end(UNCLEAR);
		assertThat(this.test.probes()).isEqualTo(2);
		assertThat(failure().reason()).isEqualTo(FailureReason.TLS_FAILED);
	}

	private void start() {
		this.test.loop.start(Duration.ZERO);
		this.test.time.settle();
	}

	private IotFailure failure() {
		return this.test.status().lastFailure();
	}

}
