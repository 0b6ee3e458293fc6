package io.github.iotcustomauth.internal.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import org.jspecify.annotations.Nullable;

/**
 * Subscription of a pool. Its homes are one member, or all of them, which it never
 * leaves, so that no message in their sessions is lost. While its only home is away for
 * long, another member stands in.
 */
final class PooledSubscription implements ActiveSubscription {

	private final IotSubscription subscription;

	private final IotSubscription shared;

	private final ConnectionExecutors executors;

	private final Map<PoolMember, ActiveSubscription> homes = new LinkedHashMap<>();

	private final CompletableFuture<@Nullable Void> granted;

	private @Nullable PoolMember standIn;

	private @Nullable ActiveSubscription standInHandle;

	private boolean ended;

	/**
	 * Subscribe.
	 * @param subscription what to subscribe to
	 * @param homes the members to live on
	 * @param executors complete the futures
	 */
	PooledSubscription(IotSubscription subscription, List<PoolMember> homes, ConnectionExecutors executors) {
		this.subscription = subscription;
		this.shared = SharedHandler.share(subscription);
		this.executors = executors;
		this.granted = executors.newFuture();
		homes.forEach((home) -> this.homes.put(home, home.subscribe(this.shared)));
		AtomicInteger unanswered = new AtomicInteger(this.homes.size());
		this.homes.values().forEach((handle) -> handle.getGranted().whenComplete((nothing, ex) -> {
			if (ex == null) {
				this.executors.complete(this.granted);
			}
			else if (unanswered.decrementAndGet() == 0) {
				this.executors.fail(this.granted, ex);
			}
		}));
	}

	/**
	 * The member that it lives on.
	 * @return the member, or {@code null} if these are all members
	 */
	synchronized @Nullable PoolMember onlyHome() {
		return (this.homes.size() == 1) ? this.homes.keySet().iterator().next() : null;
	}

	synchronized @Nullable PoolMember standIn() {
		return this.standIn;
	}

	/**
	 * Whether it takes up room of a member.
	 * @param member the member
	 * @return whether it has subscribed there
	 */
	synchronized boolean isOn(PoolMember member) {
		return this.homes.containsKey(member) || member.equals(this.standIn);
	}

	synchronized boolean isActiveAtHome() {
		return this.homes.values().stream().anyMatch(ActiveSubscription::isActive);
	}

	/**
	 * Have another member stand in, unless the subscription has ended.
	 * @param member the member
	 */
	synchronized void standInBy(PoolMember member) {
		if (!this.ended) {
			dismissStandIn();
			this.standIn = member;
			this.standInHandle = member.subscribe(this.shared);
		}
	}

	/**
	 * End the subscription of the member that stands in, if there is one.
	 */
	synchronized void dismissStandIn() {
		if (this.standIn != null && this.standInHandle != null) {
			this.standIn.unsubscribe(this.standInHandle);
		}
		this.standIn = null;
		this.standInHandle = null;
	}

	/**
	 * End the subscription.
	 * @return the futures of the members
	 */
	synchronized List<CompletableFuture<@Nullable Void>> end() {
		this.ended = true;
		List<CompletableFuture<@Nullable Void>> ends = new ArrayList<>();
		if (this.standIn != null && this.standInHandle != null) {
			ends.add(this.standIn.unsubscribe(this.standInHandle));
		}
		this.homes.forEach((member, handle) -> ends.add(member.unsubscribe(handle)));
		return ends;
	}

	private synchronized List<ActiveSubscription> handles() {
		List<ActiveSubscription> handles = new ArrayList<>(this.homes.values());
		if (this.standInHandle != null) {
			handles.add(this.standInHandle);
		}
		return handles;
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
		return handles().stream().anyMatch(ActiveSubscription::isActive);
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefused() {
		Map<TopicFilter, RefusedSubscription> refused = new HashMap<>();
		handles().forEach((handle) -> refused.putAll(handle.getRefused()));
		return Map.copyOf(refused);
	}

	@Override
	public boolean isEnded() {
		return handles().stream().allMatch(ActiveSubscription::isEnded);
	}

}
