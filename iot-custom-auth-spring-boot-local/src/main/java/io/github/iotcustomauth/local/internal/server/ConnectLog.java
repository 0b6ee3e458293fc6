package io.github.iotcustomauth.local.internal.server;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Arrival times of the latest CONNECT packets of all clients.
 */
final class ConnectLog {

	static final int CAPACITY = 10_000;

	private final Deque<Attempt> attempts = new ArrayDeque<>();

	synchronized void add(String clientId) {
		if (this.attempts.size() == CAPACITY) {
			this.attempts.removeFirst();
		}
		this.attempts.addLast(new Attempt(clientId, Instant.now()));
	}

	synchronized List<Instant> getAttempts(String clientId) {
		return this.attempts.stream()
			.filter((attempt) -> attempt.clientId().equals(clientId))
			.map(Attempt::at)
			.toList();
	}

	synchronized void clear() {
		this.attempts.clear();
	}

	private record Attempt(String clientId, Instant at) {
	}

}
