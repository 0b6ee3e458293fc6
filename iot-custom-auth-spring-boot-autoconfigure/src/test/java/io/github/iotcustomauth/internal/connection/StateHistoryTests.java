package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.connection.StateHistory.DiagnosedFailure;
import io.github.iotcustomauth.internal.connection.StateHistory.Transition;
import io.github.iotcustomauth.internal.diagnosis.Evidence;
import io.github.iotcustomauth.internal.diagnosis.Situation.Phase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StateHistory}.
 */
class StateHistoryTests {

	private final StateHistory history = new StateHistory();

	@Test
	void keepsTheLast50TransitionsAndTheNewestOneFirst() {
		for (int second = 0; second < 60; second++) {
			this.history.entered(new Transition(ConnectionState.WAITING, Instant.ofEpochSecond(second), null));
		}
		assertThat(this.history.transitions()).hasSize(50)
			.extracting((transition) -> transition.at().getEpochSecond())
			.startsWith(59L, 58L)
			.endsWith(10L);
	}

	@Test
	void keepsTheLastTenFailuresAndTheNewestOneFirst() {
		Evidence evidence = new Evidence(Phase.CONNECT, false, Duration.ZERO, false, false, Duration.ZERO, null, false,
				false, List.of(), List.of(), List.of());
		for (int second = 0; second < 12; second++) {
			this.history.failed(new DiagnosedFailure(Instant.ofEpochSecond(second),
					IotFailure.of(FailureReason.CONNECTION_LOST), evidence));
		}
		assertThat(this.history.failures()).hasSize(10)
			.extracting((failure) -> failure.at().getEpochSecond())
			.startsWith(11L, 10L)
			.endsWith(2L);
	}

	@Test
	void hasTheReasonOfEachTransitionAndTheEvidenceOfEachFailure() {
		try (TestLoop test = new TestLoop(1)) {
			test.connected();
			test.end(FailureReason.CONNECTION_LOST);
			test.awaitNextAttempt();
			assertThat(test.history.transitions()).extracting(Transition::state)
				.containsExactly(ConnectionState.CONNECTING, ConnectionState.WAITING, ConnectionState.CONNECTED,
						ConnectionState.CONNECTING);
			assertThat(test.history.transitions().get(1).reason()).isEqualTo(test.status().lastFailure());
			assertThat(test.history.transitions().get(2).reason()).isNull();
			assertThat(test.history.failures()).singleElement().satisfies((failure) -> {
				assertThat(failure.failure()).isEqualTo(test.status().lastFailure());
				assertThat(failure.evidence().phase()).isEqualTo(Phase.CONNECTED);
				assertThat(failure.evidence().connectedBefore()).isTrue();
			});
		}
	}

}
