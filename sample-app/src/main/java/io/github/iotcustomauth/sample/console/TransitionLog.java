package io.github.iotcustomauth.sample.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import org.jspecify.annotations.Nullable;

/**
 * The last changes of the state of a connection. They come from application events, which
 * know why, and from its status, which knows every state. Thread-safe.
 */
class TransitionLog {

	/**
	 * Maximum number of changes that are kept.
	 */
	static final int CAPACITY = 50;

	// an event and the status tell the same change at about the same time
	private static final Duration SAME_CHANGE = Duration.ofSeconds(1);

	private final Deque<Transition> transitions = new ArrayDeque<>();

	synchronized void add(Instant at, ConnectionState state, @Nullable String reason) {
		Transition last = this.transitions.peekLast();
		if (last != null && last.state() == state) {
			if (reason == null || at.isAfter(last.at().plus(SAME_CHANGE))) {
				if (reason == null || reason.equals(last.reason())) {
					return;
				}
			}
			else {
				this.transitions.removeLast();
				this.transitions.addLast(new Transition(last.at(), state, reason));
				return;
			}
		}
		if (this.transitions.size() == CAPACITY) {
			this.transitions.removeFirst();
		}
		this.transitions.addLast(new Transition(at, state, reason));
	}

	void observe(ConnectionStatus status) {
		add(status.since(), status.state(), null);
	}

	synchronized List<Transition> transitions() {
		return List.copyOf(this.transitions);
	}

}
