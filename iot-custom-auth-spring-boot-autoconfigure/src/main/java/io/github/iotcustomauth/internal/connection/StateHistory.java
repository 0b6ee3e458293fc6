package io.github.iotcustomauth.internal.connection;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.diagnosis.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * The last state transitions of a connection, and its last failures with what was known
 * about them, over all of its runs. Thread-safe.
 */
public final class StateHistory {

	static final int MAX_TRANSITIONS = 50;

	static final int MAX_FAILURES = 10;

	private final Deque<Transition> transitions = new ArrayDeque<>();

	private final Deque<DiagnosedFailure> failures = new ArrayDeque<>();

	synchronized void entered(Transition transition) {
		add(this.transitions, transition, MAX_TRANSITIONS);
	}

	synchronized void failed(DiagnosedFailure failure) {
		add(this.failures, failure, MAX_FAILURES);
	}

	private static <T> void add(Deque<T> newestFirst, T added, int limit) {
		newestFirst.addFirst(added);
		if (newestFirst.size() > limit) {
			newestFirst.removeLast();
		}
	}

	/**
	 * The last transitions.
	 * @return at most {@value #MAX_TRANSITIONS}, the newest one first
	 */
	public synchronized List<Transition> transitions() {
		return List.copyOf(this.transitions);
	}

	/**
	 * The last failures.
	 * @return at most {@value #MAX_FAILURES}, the newest one first
	 */
	public synchronized List<DiagnosedFailure> failures() {
		return List.copyOf(this.failures);
	}

	/**
	 * Transition to a state.
	 *
	 * @param state the new state
	 * @param at when it was entered
	 * @param reason why, or {@code null} if it is what was wanted
	 */
	public record Transition(ConnectionState state, Instant at, @Nullable IotFailure reason) {
	}

	/**
	 * Failure of an attempt or a connection.
	 *
	 * @param at when it was noticed
	 * @param failure the failure with its causes
	 * @param evidence what the causes were ranked by
	 */
	public record DiagnosedFailure(Instant at, IotFailure failure, Evidence evidence) {
	}

}
