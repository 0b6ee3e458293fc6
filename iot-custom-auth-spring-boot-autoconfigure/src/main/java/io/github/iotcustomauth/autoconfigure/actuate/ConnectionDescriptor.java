package io.github.iotcustomauth.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of a connection. What is not known, because the application has replaced
 * the connection, is left out.
 *
 * @param clientId the client id
 * @param endpoint host name and port
 * @param transport how MQTT travels
 * @param state the state
 * @param since when it was entered
 * @param attempts the attempts since the start or the last connection
 * @param refusals how many of them in a row the server refused
 * @param nextAttempt when the next one starts
 * @param granted what the server granted
 * @param credentials where the credentials come from
 * @param subscriptions the topic filters
 * @param listeners the listeners
 * @param received messages that are not acknowledged
 * @param publishes publishes that are not answered
 * @param quarantine operations on which the server may hang up
 * @param outbox the rows of the outbox
 * @param failures the last failures, the newest one first
 * @param history the last states, the newest one first
 */
record ConnectionDescriptor(String clientId, @Nullable String endpoint, @Nullable String transport, String state,
		Instant since, int attempts, int refusals, @Nullable Instant nextAttempt, @Nullable Granted granted,
		@Nullable Credentials credentials, List<Subscription> subscriptions, List<Listener> listeners,
		@Nullable Received received, @Nullable Publishes publishes, List<Suspect> quarantine, @Nullable Outbox outbox,
		List<FailureDescriptor> failures, List<Transition> history) implements OperationResponseBody {

	record Granted(boolean sessionPresent, Duration sessionExpiry, Duration keepAlive, int receiveMaximum,
			long maximumPacketSize, int maximumQos, int topicAliasMaximum, boolean retain,
			boolean wildcardSubscriptions, boolean sharedSubscriptions) {
	}

	record Credentials(List<String> origins, @Nullable Instant expireAt) {
	}

	record Subscription(String filter, @Nullable Integer qos, String state, List<String> subscribers,
			@Nullable FailureDescriptor failure, @Nullable Instant nextAttempt) {
	}

	record Listener(String id, List<String> topics, int qos, int concurrency, String state, @Nullable Integer waiting,
			@Nullable Integer running) {
	}

	record Received(int unacknowledged, int receiveMaximum, @Nullable String heldBy, int waiting,
			Map<String, Long> dropped) {
	}

	record Publishes(int pending, long bytes, int inFlight, int maxPending, long maxBytes) {
	}

	record Suspect(String operation, String name, int trials, boolean paused) {
	}

	record Outbox(long rows, long maxRows, long setAside, @Nullable FailureDescriptor failure,
			List<OtherClient> otherClients) {
	}

	record OtherClient(String clientId, long rows, @Nullable Instant oldest) {
	}

	record Transition(String state, Instant at, @Nullable String reason, @Nullable String summary) {
	}

}
