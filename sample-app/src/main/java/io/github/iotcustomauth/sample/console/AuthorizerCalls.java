package io.github.iotcustomauth.sample.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Mqtt;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.sample.console.AuthorizerCall.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The last calls of the authorizers that are beans. Thread-safe.
 */
@Component
class AuthorizerCalls {

	/**
	 * Maximum number of calls that are kept.
	 */
	static final int CAPACITY = 50;

	private final Deque<AuthorizerCall> calls = new ArrayDeque<>();

	private final PolicyDecisions decisions;

	private final Clock clock;

	private long last;

	AuthorizerCalls(PolicyDecisions decisions, Clock clock) {
		this.decisions = decisions;
		this.clock = clock;
	}

	/**
	 * Record the calls of an authorizer.
	 * @param name the name of the authorizer
	 * @param authorizer the authorizer
	 * @return an authorizer that answers as that one
	 */
	CustomAuthorizer record(String name, CustomAuthorizer authorizer) {
		return (event) -> {
			Instant at = this.clock.instant();
			long begin = System.nanoTime();
			try {
				AuthorizerResponse response = authorizer.authorize(event);
				add(name, event, at, begin, outcome(response), answer(event, response));
				if (outcome(response) == Outcome.GRANTED) {
					this.decisions.granted(clientId(event), event, response);
				}
				return response;
			}
			catch (Exception ex) {
				// its message may quote a secret in a form that is not recognized
				add(name, event, at, begin, Outcome.FAILED, Map.of("failure", ex.getClass().getName()));
				throw ex;
			}
		};
	}

	private static Outcome outcome(@Nullable AuthorizerResponse response) {
		if (response == null) {
			return Outcome.FAILED;
		}
		return Boolean.TRUE.equals(response.isAuthenticated()) ? Outcome.GRANTED : Outcome.REFUSED;
	}

	private static Map<String, Object> answer(AuthorizerEvent event, @Nullable AuthorizerResponse response) {
		Map<String, Object> answer = new LinkedHashMap<>();
		if (response != null) {
			put(answer, "isAuthenticated", response.isAuthenticated());
			put(answer, "principalId", redacted(event, response.principalId()));
			List<String> documents = response.policyDocuments();
			put(answer, "policyDocuments", (documents != null) ? documents.stream().map(event::redact).toList() : null);
			put(answer, "disconnectAfterInSeconds", response.disconnectAfterInSeconds());
			put(answer, "refreshAfterInSeconds", response.refreshAfterInSeconds());
			put(answer, "reason", redacted(event, response.reason()));
		}
		return answer;
	}

	private static @Nullable String redacted(AuthorizerEvent event, @Nullable String text) {
		return (text != null) ? event.redact(text) : null;
	}

	private static void put(Map<String, Object> target, String name, @Nullable Object value) {
		if (value != null) {
			target.put(name, value);
		}
	}

	private static String clientId(AuthorizerEvent event) {
		Mqtt mqtt = event.protocolData().mqtt();
		return (mqtt != null) ? Objects.requireNonNullElse(mqtt.clientId(), "") : "";
	}

	private void add(String name, AuthorizerEvent event, Instant at, long begin, Outcome outcome,
			Map<String, Object> answer) {
		long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
		Map<String, Object> redacted = RedactedEvent.of(event);
		synchronized (this.calls) {
			this.last++;
			if (this.calls.size() == CAPACITY) {
				this.calls.removeFirst();
			}
			this.calls
				.addLast(new AuthorizerCall(this.last, at, name, clientId(event), outcome, millis, redacted, answer));
		}
	}

	List<AuthorizerCall> calls() {
		synchronized (this.calls) {
			return List.copyOf(this.calls);
		}
	}

}
