package io.github.iotcustomauth.internal.connection;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.filters.SessionFilters;
import io.github.iotcustomauth.internal.filters.SubscriptionState;
import org.jspecify.annotations.Nullable;

/**
 * Default {@link ActiveSubscription}.
 *
 * @param getSubscription what was subscribed to
 * @param getGranted the answer of the server
 * @param filters knows the state
 */
record DefaultSubscription(IotSubscription getSubscription, CompletableFuture<@Nullable Void> getGranted,
		SessionFilters filters) implements ActiveSubscription {

	@Override
	public boolean isActive() {
		return state() == SubscriptionState.GRANTED;
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefused() {
		if (state() != SubscriptionState.REFUSED) {
			return Map.of();
		}
		Map<TopicFilter, RefusedSubscription> refused = new HashMap<>(this.filters.refused());
		refused.keySet().retainAll(this.getSubscription.filters());
		return Collections.unmodifiableMap(refused);
	}

	@Override
	public boolean isEnded() {
		return state() == SubscriptionState.ENDED;
	}

	private SubscriptionState state() {
		SubscriptionState state = this.filters.state(this.getSubscription);
		return (state == SubscriptionState.ENDED && !this.getGranted.isDone()) ? SubscriptionState.PENDING : state;
	}

}
