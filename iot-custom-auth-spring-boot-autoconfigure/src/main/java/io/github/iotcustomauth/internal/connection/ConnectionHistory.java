package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.time.Instant;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.attempt.Attempt;
import io.github.iotcustomauth.internal.connection.StateHistory.DiagnosedFailure;
import io.github.iotcustomauth.internal.diagnosis.Diagnosis;
import io.github.iotcustomauth.internal.diagnosis.Evidence;
import io.github.iotcustomauth.internal.diagnosis.Situation;
import io.github.iotcustomauth.internal.diagnosis.Situation.Phase;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.publishing.LastSent;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * History of a connection, as far as it explains the next failure. Confined to the
 * engine.
 */
final class ConnectionHistory {

	private static final Duration SHORT = Duration.ofMinutes(1);

	private static final Duration LATELY = Duration.ofMinutes(10);

	private final ConnectionSettings settings;

	private final Engine engine;

	private final StateHistory states;

	// when both clocks were last known to agree with that of the server, or the start
	private Instant wallClock;

	private long monotonicClock;

	private boolean connectedBefore;

	private @Nullable Long takenOver;

	private LastSent lastSent = LastSent.NOTHING;

	ConnectionHistory(ConnectionSettings settings, Engine engine, StateHistory states) {
		this.settings = settings;
		this.engine = engine;
		this.states = states;
		this.wallClock = engine.now();
		this.monotonicClock = engine.nanoTime();
	}

	void connected() {
		this.connectedBefore = true;
		// the credentials were accepted, whose validity is compared with it
		this.wallClock = this.engine.now();
		this.monotonicClock = this.engine.nanoTime();
	}

	/**
	 * Find the causes of a failure.
	 * @param failure why the attempt or the connection ended
	 * @param attempt the attempt
	 * @param sent what the server received last
	 * @return the failure with its causes
	 */
	IotFailure explain(IotFailure failure, Attempt attempt, LastSent sent) {
		Duration lasted = attempt.connectedFor();
		Situation.Connection connection = new Situation.Connection(this.settings, attempt.credentials(),
				this.connectedBefore, (lasted != null) ? lasted : Duration.ZERO, isTakenOverLately(),
				sent.hasSome(this.lastSent), this.engine.now(), clockSet());
		if (failure.reason() == FailureReason.SESSION_TAKEN_OVER) {
			this.takenOver = this.engine.nanoTime();
		}
		if (lasted != null) {
			// a long life in between says that the server takes them
			this.lastSent = (lasted.compareTo(SHORT) < 0) ? sent : LastSent.NOTHING;
		}
		Situation situation = new Situation(failure, (lasted != null) ? Phase.CONNECTED : Phase.CONNECT,
				sent.unacknowledgedTopics(), sent.acknowledgedTopics(),
				sent.filters().stream().map(TopicFilter::value).toList(), connection);
		IotFailure explained = Diagnosis.of(situation);
		this.states.failed(new DiagnosedFailure(connection.now(), explained, Evidence.of(situation)));
		return explained;
	}

	private boolean isTakenOverLately() {
		Long at = this.takenOver;
		return at != null && this.engine.nanoTime() - at < LATELY.toNanos();
	}

	private Duration clockSet() {
		Duration elapsed = Duration.ofNanos(this.engine.nanoTime() - this.monotonicClock);
		return Duration.between(this.wallClock, this.engine.now()).minus(elapsed);
	}

}
