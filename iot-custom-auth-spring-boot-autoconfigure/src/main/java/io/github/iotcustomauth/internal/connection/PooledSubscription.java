package io.github.iotcustomauth.internal.connection;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import org.jspecify.annotations.Nullable;

/**
 * Subscription of a pool: lives on one member, which may change, or on all of them.
 */
final class PooledSubscription implements ActiveSubscription {

	private final IotSubscription subscription;

	private final ConnectionExecutors executors;

	private final CompletableFuture<@Nullable Void> granted;

	// replaced as a whole
	private volatile Map<DefaultIotConnection, ActiveSubscription> handles = Map.of();

	PooledSubscription(IotSubscription subscription, ConnectionExecutors executors) {
		this.subscription = subscription;
		this.executors = executors;
		this.granted = executors.newFuture();
	}

	Map<DefaultIotConnection, ActiveSubscription> handles() {
		return this.handles;
	}

	boolean isOn(DefaultIotConnection member) {
		return this.handles.containsKey(member);
	}

	/**
	 * Live on other members from now on.
	 * @param handles their handles
	 */
	void moveTo(Map<DefaultIotConnection, ActiveSubscription> handles) {
		this.handles = new LinkedHashMap<>(handles);
		CompletableFuture<?>[] answers = handles.values()
			.stream()
			.map(ActiveSubscription::getGranted)
			.toArray(CompletableFuture<?>[]::new);
		CompletableFuture.allOf(answers).whenComplete((nothing, ex) -> {
			if (ex == null) {
				this.executors.complete(this.granted);
			}
			else if (this.handles.equals(handles)) {
				this.executors.fail(this.granted, (ex.getCause() != null) ? ex.getCause() : ex);
			}
		});
	}

	@Override
	public IotSubscription getSubscription() {
		return this.subscription;
	}

	@Override
	public CompletableFuture<@Nullable Void> getGranted() {
		return this.granted;
	}

	@Override
	public boolean isActive() {
		return this.handles.values().stream().anyMatch(ActiveSubscription::isActive);
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefused() {
		Map<TopicFilter, RefusedSubscription> refused = new HashMap<>();
		this.handles.values().forEach((handle) -> refused.putAll(handle.getRefused()));
		return Map.copyOf(refused);
	}

	@Override
	public boolean isEnded() {
		return this.handles.values().stream().allMatch(ActiveSubscription::isEnded);
	}

}
