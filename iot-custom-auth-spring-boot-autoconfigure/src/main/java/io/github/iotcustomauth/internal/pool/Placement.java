package io.github.iotcustomauth.internal.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotSubscription;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription of a pool lives. Its homes are one member, or all of them, which
 * it never leaves, so that no message in their sessions is lost. While its only home is
 * away for long, another member stands in.
 */
final class Placement {

	private final IotSubscription subscription;

	private final IotSubscription shared;

	private final Map<PoolMember, ActiveSubscription> homes = new LinkedHashMap<>();

	private @Nullable PoolMember standIn;

	private @Nullable ActiveSubscription standInHandle;

	/**
	 * Create a placement, without asking the server.
	 * @param subscription the subscription of the application
	 * @param shared the subscription of the members
	 */
	Placement(IotSubscription subscription, IotSubscription shared) {
		this.subscription = subscription;
		this.shared = shared;
	}

	IotSubscription subscription() {
		return this.subscription;
	}

	/**
	 * Subscribe, once more if it has subscribed before.
	 * @param members the members to live on, the same each time
	 * @return the futures of the members
	 */
	synchronized List<CompletableFuture<@Nullable Void>> subscribe(List<PoolMember> members) {
		members.forEach((member) -> this.homes.put(member, member.subscribe(this.shared)));
		List<CompletableFuture<@Nullable Void>> grants = new ArrayList<>();
		this.homes.values().forEach((handle) -> grants.add(handle.getGranted()));
		if (this.standIn != null) {
			this.standInHandle = this.standIn.subscribe(this.shared);
			grants.add(this.standInHandle.getGranted());
		}
		return grants;
	}

	synchronized List<PoolMember> homes() {
		return List.copyOf(this.homes.keySet());
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
		return !isEnded() && (this.homes.containsKey(member) || member.equals(this.standIn));
	}

	synchronized boolean isActiveAtHome() {
		return this.homes.values().stream().anyMatch(ActiveSubscription::isActive);
	}

	/**
	 * Whether the member that stands in receives, or may soon.
	 * @return whether it has neither been refused nor ended
	 */
	synchronized boolean hasUsefulStandIn() {
		ActiveSubscription handle = this.standInHandle;
		return handle != null && !handle.isEnded() && handle.getRefused().isEmpty();
	}

	/**
	 * Have another member stand in.
	 * @param member the member
	 * @return the future of the member
	 */
	synchronized CompletableFuture<@Nullable Void> standInBy(PoolMember member) {
		dismissStandIn();
		ActiveSubscription handle = member.subscribe(this.shared);
		this.standIn = member;
		this.standInHandle = handle;
		return handle.getGranted();
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
		List<CompletableFuture<@Nullable Void>> ends = new ArrayList<>();
		if (this.standIn != null && this.standInHandle != null) {
			ends.add(this.standIn.unsubscribe(this.standInHandle));
		}
		this.homes.forEach((member, handle) -> ends.add(member.unsubscribe(handle)));
		return ends;
	}

	synchronized List<ActiveSubscription> handles() {
		List<ActiveSubscription> handles = new ArrayList<>(this.homes.values());
		if (this.standInHandle != null) {
			handles.add(this.standInHandle);
		}
		return handles;
	}

	boolean isEnded() {
		return handles().stream().allMatch(ActiveSubscription::isEnded);
	}

}
