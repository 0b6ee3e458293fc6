package io.github.iotcustomauth.internal.publishing;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.TopicFilter;

/**
 * What the server received last on a connection, and may have hung up on.
 *
 * @param operations the publishes with QoS 1, the topics of those with QoS 0 and the
 * topic filters; compared by identity or value with those of another connection
 */
public record LastSent(Set<Object> operations) {

	/**
	 * Nothing.
	 */
	public static final LastSent NOTHING = new LastSent(Set.of());

	/**
	 * Whether an operation was among the last ones of another connection, too.
	 * @param other what the server received last on the other connection
	 * @return whether there is one
	 */
	public boolean hasSome(LastSent other) {
		return !Collections.disjoint(this.operations, other.operations);
	}

	/**
	 * Topics of publishes with QoS 0, which the server answers with a DISCONNECT only.
	 * @return the topics, the latest one first
	 */
	public List<String> unacknowledgedTopics() {
		return of(this.operations, String.class);
	}

	/**
	 * Topics of publishes with QoS 1 that were not answered.
	 * @return the topics
	 */
	public List<String> acknowledgedTopics() {
		return of(this.operations, PendingPublish.class).stream().map(PendingPublish::topic).toList();
	}

	/**
	 * Topic filters of a SUBSCRIBE packet that was not answered.
	 * @return the filters
	 */
	public List<TopicFilter> filters() {
		return of(this.operations, TopicFilter.class);
	}

	private static <T> List<T> of(Collection<Object> operations, Class<T> type) {
		return operations.stream().filter(type::isInstance).map(type::cast).toList();
	}

}
