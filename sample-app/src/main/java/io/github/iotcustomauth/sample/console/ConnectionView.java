package io.github.iotcustomauth.sample.console;

import java.time.Instant;
import java.util.List;

import io.github.iotcustomauth.ConnectionState;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the page shows it.
 *
 * @param name the name
 * @param clientId the client id
 * @param state the state
 * @param since when the state was entered
 * @param attempts the number of attempts since it was last established
 * @param nextAttempt when the next attempt starts, or {@code null} if none is scheduled
 * @param lastFailure the newest failure, or {@code null} if there was none
 * @param history the last changes of the state, oldest first
 * @param subscriptions the subscriptions
 * @param refusals the refused topic filters
 */
record ConnectionView(String name, String clientId, ConnectionState state, Instant since, int attempts,
		@Nullable Instant nextAttempt, @Nullable FailureView lastFailure, List<Transition> history,
		List<SubscriptionView> subscriptions, List<RefusalView> refusals) {

	/**
	 * A subscription.
	 *
	 * @param name the name, which is the id of a listener
	 * @param filters the topic filters
	 * @param qos the highest quality of service
	 * @param active whether messages arrive
	 */
	record SubscriptionView(String name, List<String> filters, int qos, boolean active) {
	}

	/**
	 * A topic filter that the server refused.
	 *
	 * @param filter the topic filter
	 * @param failure why
	 * @param nextAttempt when it is requested again
	 */
	record RefusalView(String filter, FailureView failure, Instant nextAttempt) {
	}

}
