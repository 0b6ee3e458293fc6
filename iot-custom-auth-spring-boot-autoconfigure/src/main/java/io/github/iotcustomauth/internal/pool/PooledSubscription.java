package io.github.iotcustomauth.internal.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Subscription of a pool.
 *
 * @param placement where it lives
 * @param getGranted completes when one of the members has the subscription, and fails
 * when all of them are refused
 */
record PooledSubscription(Placement placement,
		CompletableFuture<@Nullable Void> getGranted) implements ActiveSubscription {

	@Override
	public IotSubscription getSubscription() {
		return this.placement.subscription();
	}

	@Override
	public boolean isActive() {
		return this.placement.handles().stream().anyMatch(ActiveSubscription::isActive);
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefused() {
		Map<TopicFilter, RefusedSubscription> refused = new HashMap<>();
		this.placement.handles().forEach((handle) -> refused.putAll(handle.getRefused()));
		return Map.copyOf(refused);
	}

	@Override
	public boolean isEnded() {
		return this.placement.isEnded();
	}

}
