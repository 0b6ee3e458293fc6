package io.github.iotcustomauth.autoconfigure.health;

import java.time.Duration;
import java.time.Instant;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionHealthStatusTests {

	private static final Instant START = Instant.parse("2026-11-22T10:15:30Z");

	private StatusAggregator aggregator;

	private final ConnectionHealthStatus statuses = new ConnectionHealthStatus(Duration.ofMinutes(1),
			() -> this.aggregator);

	private Status status(ConnectionState state, int refusals, FailureReason lastFailure, boolean degraded) {
		IotFailure failure = (lastFailure != null) ? IotFailure.of(lastFailure) : null;
		return this.statuses.of(new ConnectionStatus(state, START, 1, refusals, failure, null), Duration.ofSeconds(30),
				degraded);
	}

	@ParameterizedTest
	@EnumSource(ConnectionState.class)
	void everyStateHasAStatusOfTheOrder(ConnectionState state) {
		assertThat(ConnectionHealthStatus.ORDER).contains(status(state, 0, null, false));
	}

	@Test
	void attemptAfterARefusalIsStillRefused() {
		assertThat(status(ConnectionState.CONNECTING, 1, FailureReason.NOT_AUTHORIZED, false))
			.isEqualTo(ConnectionHealthStatus.REFUSED);
	}

	@Test
	void refusalBeforeTheLastConnectionIsOver() {
		assertThat(status(ConnectionState.CONNECTING, 0, FailureReason.NOT_AUTHORIZED, false))
			.isEqualTo(ConnectionHealthStatus.CONNECTING);
	}

	@Test
	void refusalIsNotExcusedByTheGracePeriod() {
		assertThat(status(ConnectionState.REJECTED, 1, FailureReason.NOT_AUTHORIZED, false))
			.isEqualTo(ConnectionHealthStatus.REFUSED);
	}

	@ParameterizedTest
	@CsvSource({ "CONNECTED, UP", "WAITING, DOWN", "REJECTED, DOWN", "STOPPED, OUT_OF_SERVICE" })
	void orderOfTheApplicationThatDoesNotKnowThemGetsThoseOfSpringBoot(ConnectionState state, String status) {
		this.aggregator = StatusAggregator.of("FATAL", "DOWN", "OUT_OF_SERVICE", "UP");
		assertThat(status(state, 0, null, true)).isEqualTo(new Status(status));
	}

	@Test
	void orderOfTheApplicationThatKnowsThemGetsThem() {
		this.aggregator = StatusAggregator.of("down", "refused", "connecting", "degraded", "up");
		assertThat(status(ConnectionState.REJECTED, 0, null, true)).isEqualTo(ConnectionHealthStatus.REFUSED);
		assertThat(status(ConnectionState.CONNECTED, 0, null, true)).isEqualTo(ConnectionHealthStatus.DEGRADED);
	}

}
