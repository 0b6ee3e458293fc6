package io.github.iotcustomauth.sample.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.iotcustomauth.local.LocalIotCoreObserver;

import org.springframework.stereotype.Component;

/**
 * The last calls of the authorizers of the local endpoint. Thread-safe.
 */
@Component
class AuthorizerCalls {

	/**
	 * Maximum number of calls that are kept.
	 */
	static final int CAPACITY = 50;

	private final Deque<AuthorizerCall> calls = new ArrayDeque<>();

	private long last;

	synchronized void add(LocalIotCoreObserver.AuthorizerCall call) {
		this.last++;
		if (this.calls.size() == CAPACITY) {
			this.calls.removeFirst();
		}
		this.calls.addLast(new AuthorizerCall(this.last, call.at(), call.authorizer(), call.clientId(),
				call.result().name(), call.duration().toMillis(), call.event(), call.answer(), call.failure()));
	}

	/**
	 * Return the calls.
	 * @return the calls, the newest one last
	 */
	synchronized List<AuthorizerCall> calls() {
		return List.copyOf(this.calls);
	}

}
