package io.github.iotcustomauth.autoconfigure.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import io.github.iotcustomauth.internal.store.PublishStore.OtherClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

class IotConnectionHealthIndicatorTests {

	private static final Instant SINCE = Instant.parse("2026-11-22T10:15:30Z");

	private static final ConnectionHealthStatus STATUSES = new ConnectionHealthStatus(Duration.ofMinutes(1),
			() -> null);

	private final IotConnection connection = mock(IotConnection.class);

	private OutboxStatus outbox;

	private Duration connectingFor;

	private boolean complete = true;

	private final IotConnectionHealthIndicator indicator = new IotConnectionHealthIndicator(this.connection,
			new OwnFacts("abc.example", "websocket", () -> this.connectingFor, () -> this.complete, () -> this.outbox,
					Map::of),
			STATUSES);

	@BeforeEach
	void setUp() {
		given(this.connection.getClientId()).willReturn("device-7");
	}

	@Test
	void isUpWhenConnected() {
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.CONNECTED, SINCE, 0, 0, null, null));
		Health health = health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsExactly(entry("state", "CONNECTED"), entry("endpoint", "abc.example"),
				entry("transport", "websocket"), entry("clientId", "device-7"), entry("since", "2026-11-22T10:15:30Z"),
				entry("attempts", 0));
	}

	@ParameterizedTest
	@CsvSource({ "NEW, OUT_OF_SERVICE", "CONNECTING, DOWN", "WAITING, DOWN", "REJECTED, REFUSED",
			"STOPPING, OUT_OF_SERVICE", "STOPPED, OUT_OF_SERVICE" })
	void isNotUpInAnyOtherState(ConnectionState state, String status) {
		given(this.connection.getStatus()).willReturn(new ConnectionStatus(state, SINCE, 1, 0, null, null));
		assertThat(health().getStatus()).isEqualTo(new Status(status));
		assertThat(health().getDetails()).containsEntry("state", state.name());
	}

	@Test
	void isConnectingWithinTheGracePeriodAfterTheStart() {
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.WAITING, SINCE, 1, 0, null, null));
		this.connectingFor = Duration.ofSeconds(59);
		assertThat(health().getStatus()).isEqualTo(ConnectionHealthStatus.CONNECTING);
		this.connectingFor = Duration.ofSeconds(60);
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void tellsWhyAndWhenTheNextAttemptIsMade() {
		IotFailure failure = IotFailure.of(FailureReason.NOT_AUTHORIZED, "Check the password");
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.REJECTED, SINCE, 3, 2, failure, SINCE.plusSeconds(20)));
		assertThat(health().getDetails()).containsEntry("attempts", 3)
			.containsEntry("refusals", 2)
			.containsEntry("nextAttempt", "2026-11-22T10:15:50Z")
			.containsEntry("lastFailure", Map.of("code", 0x87, "name", "NOT_AUTHORIZED", "summary",
					FailureReason.NOT_AUTHORIZED.summary(), "causes", List.of("Check the password")));
	}

	@Test
	void isDegradedByRefusedSubscriptions() {
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.CONNECTED, SINCE, 0, 0, null, null));
		given(this.connection.getRefusedSubscriptions()).willReturn(Map.of(TopicFilter.of("secret/#"),
				new RefusedSubscription("default", "device", TopicFilter.of("secret/#"),
						IotFailure.of(FailureReason.NOT_AUTHORIZED, "Check the policy"), SINCE.plusSeconds(300))));
		assertThat(health().getStatus()).isEqualTo(ConnectionHealthStatus.DEGRADED);
		assertThat(health().getDetails()).containsEntry("refusedSubscriptions",
				Map.of("secret/#",
						Map.of("code", 0x87, "name", "NOT_AUTHORIZED", "summary",
								FailureReason.NOT_AUTHORIZED.summary(), "causes", List.of("Check the policy"),
								"nextAttempt", SINCE.plusSeconds(300).toString())));
	}

	@Test
	void isDegradedWhenAMemberOfAPoolIsNotConnected() {
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.CONNECTED, SINCE, 0, 0, null, null));
		this.complete = false;
		assertThat(health().getStatus()).isEqualTo(ConnectionHealthStatus.DEGRADED);
	}

	@Test
	void tellsWhatTheOutboxHas() {
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.CONNECTED, SINCE, 0, 0, null, null));
		this.outbox = new OutboxStatus(null, 12, 100_000, 1, Duration.ofSeconds(90),
				List.of(new OtherClient("device-6", 3, SINCE)));
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(health().getDetails()).containsEntry("outbox", Map.of("rows", 12L, "maxRows", 100_000L, "setAside",
				1L, "otherClients", List.of(Map.of("clientId", "device-6", "rows", 3L, "oldest", SINCE.toString()))));
	}

	@Test
	void isDegradedWhenTheOutboxTakesNothing() {
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.CONNECTED, SINCE, 0, 0, null, null));
		this.outbox = new OutboxStatus(IotFailure.of(FailureReason.OUTBOX_UNAVAILABLE), 0, 100_000, 0, Duration.ZERO,
				List.of());
		assertThat(health().getStatus()).isEqualTo(ConnectionHealthStatus.DEGRADED);
		assertThat(health().getDetails().toString()).contains("OUTBOX_UNAVAILABLE");
	}

	@Test
	void tellsWhatHoldsTheReceiveMaximumAndWhatWasDropped() {
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.CONNECTED, SINCE, 0, 0, null, null));
		given(this.connection.getReceiveStatus())
			.willReturn(new ReceiveStatus(95, 100, "telemetry", 0, Map.of("kitchen", 3L)));
		assertThat(health().getDetails()).containsEntry("receive", Map.of("unacknowledged", 95, "receiveMaximum", 100,
				"heldBy", "telemetry", "waiting", 0, "dropped", Map.of("kitchen", 3L)));
	}

	@Test
	void leavesOutMessagesThatAreHandledInTime() {
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.CONNECTED, SINCE, 0, 0, null, null));
		given(this.connection.getReceiveStatus()).willReturn(new ReceiveStatus(50, 100, null, 0, Map.of()));
		assertThat(health().getDetails()).doesNotContainKey("receive");
	}

	@Test
	void leavesOutWhatThereIsNot() {
		IotFailure failure = IotFailure.of(FailureReason.CONNECT_TIMEOUT, "Check the network");
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.WAITING, SINCE, 1, 0, failure, null));
		Health health = new IotConnectionHealthIndicator(this.connection, OwnFacts.UNKNOWN, STATUSES).health();
		assertThat(health).isNotNull();
		assertThat(health.getDetails()).containsOnlyKeys("state", "clientId", "since", "attempts", "lastFailure")
			.containsEntry("lastFailure", Map.of("name", "CONNECT_TIMEOUT", "summary",
					FailureReason.CONNECT_TIMEOUT.summary(), "causes", List.of("Check the network")));
	}

	@Test
	void looksAtTheConnectionWithoutUsingIt() {
		given(this.connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.NEW, SINCE, 0, 0, null, null));
		health();
		then(this.connection).should().getStatus();
		then(this.connection).should().getClientId();
		then(this.connection).should().getRefusedSubscriptions();
		then(this.connection).should().getReceiveStatus();
		then(this.connection).shouldHaveNoMoreInteractions();
	}

	private Health health() {
		Health health = this.indicator.health();
		assertThat(health).isNotNull();
		return health;
	}

}
