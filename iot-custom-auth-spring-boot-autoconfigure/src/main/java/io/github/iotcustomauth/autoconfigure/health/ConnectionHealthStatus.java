package io.github.iotcustomauth.autoconfigure.health;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Status;

/**
 * Health status for each situation of a connection.
 */
final class ConnectionHealthStatus {

	/**
	 * Connecting for the first time since the start, within the grace period.
	 */
	static final Status CONNECTING = new Status("CONNECTING");

	/**
	 * Connected, and not all of it works.
	 */
	static final Status DEGRADED = new Status("DEGRADED");

	/**
	 * Refused by the authorizer or its policy.
	 */
	static final Status REFUSED = new Status("REFUSED");

	/**
	 * All statuses of a health endpoint, the most severe one first.
	 */
	static final List<Status> ORDER = List.of(Status.DOWN, REFUSED, Status.OUT_OF_SERVICE, CONNECTING, DEGRADED,
			Status.UP, Status.UNKNOWN);

	/**
	 * Statuses that are answered like {@code DOWN}.
	 */
	static final Set<Status> LIKE_DOWN = Set.of(REFUSED, CONNECTING);

	private final Duration gracePeriod;

	private final Supplier<@Nullable StatusAggregator> aggregator;

	/**
	 * Create statuses.
	 * @param gracePeriod how long the first connection may take
	 * @param aggregator gives what decides on several statuses, or {@code null}
	 */
	ConnectionHealthStatus(Duration gracePeriod, Supplier<@Nullable StatusAggregator> aggregator) {
		this.gracePeriod = gracePeriod;
		this.aggregator = aggregator;
	}

	/**
	 * The status of a connection. An aggregator leaves out what its order does not have:
	 * with an order of the application, {@code DOWN} and {@code UP} stand for the
	 * statuses that it does not know.
	 * @param connection the connection
	 * @param connectingFor for how long it has been connecting for the first time, or
	 * {@code null} if it has been connected or that is not known
	 * @param degraded whether not all of it works
	 * @return the status
	 */
	Status of(ConnectionStatus connection, @Nullable Duration connectingFor, boolean degraded) {
		Status status = situation(connection, connectingFor, degraded);
		StatusAggregator present = this.aggregator.get();
		if (present == null || present.getAggregateStatus(status).equals(status)) {
			return status;
		}
		return status.equals(DEGRADED) ? Status.UP : Status.DOWN;
	}

	private Status situation(ConnectionStatus connection, @Nullable Duration connectingFor, boolean degraded) {
		return switch (connection.state()) {
			case CONNECTED -> degraded ? DEGRADED : Status.UP;
			case REJECTED -> REFUSED;
			case CONNECTING, WAITING -> isRefused(connection) ? REFUSED : connecting(connectingFor);
			// it may have been started, and its first attempt not yet
			case NEW -> (connectingFor != null) ? connecting(connectingFor) : Status.OUT_OF_SERVICE;
			case STOPPING, STOPPED -> Status.OUT_OF_SERVICE;
		};
	}

	private Status connecting(@Nullable Duration time) {
		return (time != null && time.compareTo(this.gracePeriod) < 0) ? CONNECTING : Status.DOWN;
	}

	// the next attempt after a refusal
	private static boolean isRefused(ConnectionStatus connection) {
		IotFailure last = connection.lastFailure();
		return connection.state() == ConnectionState.CONNECTING && connection.refusals() > 0 && last != null
				&& last.kind() == Kind.REJECTED;
	}

}
