package io.github.iotcustomauth.support;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.filters.SubscriptionState;

/**
 * Handle of a subscription of a mocked connection.
 *
 * @param getSubscription what was subscribed to
 * @param getGranted the answer of the server
 * @param state the state
 */
public record TestSubscription(IotSubscription getSubscription, CompletableFuture<Void> getGranted,
		SubscriptionState state) implements ActiveSubscription {

	@Override
	public boolean isActive() {
		return this.state == SubscriptionState.GRANTED;
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefused() {
		return (this.state != SubscriptionState.REFUSED) ? Map.of()
				: Map.of(this.getSubscription.filters().iterator().next(),
						new RefusedSubscription("default", "device", this.getSubscription.filters().iterator().next(),
								IotFailure.of(FailureReason.NOT_AUTHORIZED), Instant.EPOCH.plusSeconds(60)));
	}

	@Override
	public boolean isEnded() {
		return this.state == SubscriptionState.ENDED;
	}

}
