package io.github.iotcustomauth.internal.pool;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;

/**
 * Room of the members for subscriptions, of which AWS IoT Core allows a number for each
 * connection.
 *
 * @param subscriptions the subscriptions of the pool, as a concurrent collection
 */
record Room(Collection<PooledSubscription> subscriptions) {

	private static final int MAX_SUBSCRIPTIONS = 50;

	/**
	 * Whether a member has room for a subscription.
	 * @param subscription the subscription
	 * @param member the member
	 * @return whether its filters fit
	 */
	boolean hasFor(IotSubscription subscription, PoolMember member) {
		Set<TopicFilter> filters = new HashSet<>(subscription.filters());
		this.subscriptions.stream()
			.filter((present) -> present.getSubscription().subscribe() && present.isOn(member))
			.forEach((present) -> filters.addAll(present.getSubscription().filters()));
		return filters.size() <= MAX_SUBSCRIPTIONS;
	}

}
