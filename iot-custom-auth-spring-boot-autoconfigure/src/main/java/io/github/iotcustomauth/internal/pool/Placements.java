package io.github.iotcustomauth.internal.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The subscriptions of a pool, each on the member that its filter belongs to, or on the
 * next one with room. Thread-safe.
 */
final class Placements {

	// AWS IoT Core allows no more on a connection
	private static final int MAX_SUBSCRIPTIONS = 50;

	private final Members members;

	private final ConnectionExecutors executors;

	private final IotConnection pool;

	private final Collection<Placement> placements = new CopyOnWriteArrayList<>();

	// so that one that comes back goes on with the same handler; guarded by this
	private final Map<IotSubscription, IotSubscription> shared = new WeakHashMap<>();

	Placements(Members members, ConnectionExecutors executors, IotConnection pool) {
		this.members = members;
		this.executors = executors;
		this.pool = pool;
	}

	Collection<Placement> all() {
		return this.placements;
	}

	/**
	 * Subscribe. A subscription that is there already is asked for again.
	 * @param subscription the subscription
	 * @return its handle
	 */
	synchronized ActiveSubscription subscribe(IotSubscription subscription) {
		this.placements.removeIf(Placement::isEnded);
		Placement placement = this.placements.stream()
			.filter((present) -> present.subscription() == subscription)
			.findFirst()
			.orElse(null);
		List<PoolMember> homes;
		if (placement == null) {
			homes = homes(subscription);
			placement = new Placement(subscription,
					this.shared.computeIfAbsent(subscription, (added) -> SharedHandler.share(added, this.pool)));
			this.placements.add(placement);
		}
		else {
			homes = placement.homes();
		}
		return new PooledSubscription(placement, any(placement.subscribe(homes)));
	}

	private List<PoolMember> homes(IotSubscription subscription) {
		long plain = subscription.filters().stream().filter((filter) -> !filter.isShared()).count();
		Assert.isTrue(plain == 0 || plain == subscription.filters().size(),
				"Subscribe to shared and to other filters with a subscription each: the shared ones live on all "
						+ "clients of a pool");
		if (plain == 0 || !subscription.subscribe()) {
			return this.members.all();
		}
		List<PoolMember> candidates = this.members.candidates(subscription).toList();
		return List.of(candidates.stream()
			.filter((member) -> hasRoomFor(subscription, member))
			.findFirst()
			.orElse(candidates.get(0)));
	}

	private boolean hasRoomFor(IotSubscription subscription, PoolMember member) {
		Set<TopicFilter> filters = new HashSet<>(subscription.filters());
		this.placements.stream()
			.filter((present) -> present.subscription().subscribe() && present.isOn(member))
			.forEach((present) -> filters.addAll(present.subscription().filters()));
		return filters.size() <= MAX_SUBSCRIPTIONS;
	}

	/**
	 * Have another member stand in for the home of a subscription, if there is one that
	 * is connected and has room.
	 * @param placement the subscription
	 * @return the member, or {@code null} if there is none or the subscription has ended
	 */
	synchronized @Nullable PoolMember standIn(Placement placement) {
		PoolMember present = placement.standIn();
		PoolMember next = this.members.candidates(placement.subscription())
			.filter((member) -> !placement.homes().contains(member) && !member.equals(present)
					&& member.getStatus().isConnected() && hasRoomFor(placement.subscription(), member))
			.findFirst()
			.orElse(null);
		if (next == null || !this.placements.contains(placement) || placement.isEnded()) {
			return null;
		}
		placement.standInBy(next);
		return next;
	}

	/**
	 * End a subscription.
	 * @param subscription its handle
	 * @return the futures of the members
	 */
	synchronized List<CompletableFuture<@Nullable Void>> unsubscribe(PooledSubscription subscription) {
		this.placements.remove(subscription.placement());
		return subscription.placement().end();
	}

	private CompletableFuture<@Nullable Void> any(List<CompletableFuture<@Nullable Void>> grants) {
		CompletableFuture<@Nullable Void> result = this.executors.newFuture();
		AtomicInteger unanswered = new AtomicInteger(grants.size());
		// not on the threads of the application, which may all wait for it
		new ArrayList<>(grants).forEach((grant) -> CompletableFuture.allOf(grant).whenComplete((nothing, ex) -> {
			if (ex == null) {
				this.executors.complete(result);
			}
			else if (unanswered.decrementAndGet() == 0) {
				this.executors.fail(result, (ex.getCause() != null) ? ex.getCause() : ex);
			}
		}));
		return result;
	}

}
