package io.github.iotcustomauth.local.internal.server;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;

/**
 * Authorizer that counts its calls, in total and per client, and tells observers.
 */
public final class CountingAuthorizer implements ConnectAuthorizer {

	static final int MAX_CLIENTS = 10_000;

	private final ConnectAuthorizer authorizer;

	/** Those that were quiet for longest come first. */
	private final Map<String, Long> callsByClient = new LinkedHashMap<>(16, 0.75F, true);

	private long calls;

	private final Observers observers = new Observers();

	public CountingAuthorizer(ConnectAuthorizer authorizer) {
		this.authorizer = authorizer;
	}

	@Override
	public ConnectDecision authorize(ConnectAttempt attempt) {
		return this.authorizer.authorize(attempt,
				this.observers.onCall(attempt.clientId(), () -> count(attempt.clientId())));
	}

	private synchronized void count(String clientId) {
		this.calls++;
		this.callsByClient.merge(clientId, 1L, Long::sum);
		if (this.callsByClient.size() > MAX_CLIENTS) {
			this.callsByClient.remove(this.callsByClient.keySet().iterator().next());
		}
	}

	public synchronized long getCalls() {
		return this.calls;
	}

	public synchronized long getCalls(String clientId) {
		return this.callsByClient.getOrDefault(clientId, 0L);
	}

	public Observers observers() {
		return this.observers;
	}

	public synchronized void clear() {
		this.calls = 0;
		this.callsByClient.clear();
	}

}
