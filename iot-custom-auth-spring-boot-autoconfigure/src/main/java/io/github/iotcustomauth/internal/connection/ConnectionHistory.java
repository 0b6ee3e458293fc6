package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.diagnosis.Diagnosis;
import io.github.iotcustomauth.internal.diagnosis.Situation;
import io.github.iotcustomauth.internal.diagnosis.Situation.Phase;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * History of a connection, as far as it explains the next failure. Confined to the
 * engine.
 */
final class ConnectionHistory {

	private static final Duration LATELY = Duration.ofMinutes(10);

	private final ConnectionSettings settings;

	private final Engine engine;

	private final Instant startedAt;

	private final long started;

	private boolean connectedBefore;

	private @Nullable Long takenOver;

	private List<Object> lastSent = List.of();

	ConnectionHistory(ConnectionSettings settings, Engine engine) {
		this.settings = settings;
		this.engine = engine;
		this.startedAt = engine.now();
		this.started = engine.nanoTime();
	}

	void connected() {
		this.connectedBefore = true;
	}

	/**
	 * Find the causes of a failure.
	 * @param failure why the attempt or the connection ended
	 * @param attempt the attempt
	 * @param sent topics as strings and topic filters that the server received last
	 * @return the failure with its causes
	 */
	IotFailure explain(IotFailure failure, Attempt attempt, List<Object> sent) {
		Duration lasted = attempt.connectedFor();
		Situation.Connection connection = new Situation.Connection(this.settings, attempt.credentials(),
				this.connectedBefore, (lasted != null) ? lasted : Duration.ZERO, isTakenOverLately(),
				sent.stream().anyMatch(this.lastSent::contains), this.engine.now(), clockSet());
		if (failure.reason() == FailureReason.SESSION_TAKEN_OVER) {
			this.takenOver = this.engine.nanoTime();
		}
		if (lasted != null) {
			this.lastSent = sent;
		}
		return Diagnosis.of(new Situation(failure, (lasted != null) ? Phase.CONNECTED : Phase.CONNECT,
				sent.stream().filter(String.class::isInstance).map(String.class::cast).toList(),
				sent.stream().filter(TopicFilter.class::isInstance).map(String::valueOf).toList(), connection));
	}

	private boolean isTakenOverLately() {
		Long at = this.takenOver;
		return at != null && this.engine.nanoTime() - at < LATELY.toNanos();
	}

	private Duration clockSet() {
		Duration elapsed = Duration.ofNanos(this.engine.nanoTime() - this.started);
		return Duration.between(this.startedAt, this.engine.now()).minus(elapsed);
	}

}
