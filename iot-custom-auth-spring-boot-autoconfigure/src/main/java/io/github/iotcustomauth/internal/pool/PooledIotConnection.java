package io.github.iotcustomauth.internal.pool;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.store.UnstoredPublisher;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One {@link IotConnection} of several clients, for more than the quotas of one.
 * Publishes are spread by topic. A subscription lives on one member; a shared one, and
 * one without SUBSCRIBE, on all. The members are started and stopped by their owner.
 */
public final class PooledIotConnection implements IotConnection, UnstoredPublisher {

	private final ConnectionExecutors executors;

	private final Members members;

	private final Collection<PooledSubscription> subscriptions = new CopyOnWriteArrayList<>();

	private final Room room = new Room(this.subscriptions);

	/**
	 * Create a pool.
	 * @param members the members, at least one
	 * @param executors the threads
	 */
	public PooledIotConnection(List<? extends PoolMember> members, ConnectionExecutors executors) {
		this(members, executors, executors.newEngine());
	}

	PooledIotConnection(List<? extends PoolMember> members, ConnectionExecutors executors, Engine engine) {
		this.executors = executors;
		this.members = new Members(List.copyOf(members));
		new StandIns(this.members, this.room, this.subscriptions, engine).start();
	}

	@Override
	public CompletableFuture<@Nullable Void> publish(IotMessage message) {
		Assert.notNull(message, "'message' must not be null");
		return this.members.of(message.topic()).publish(message);
	}

	@Override
	public CompletableFuture<@Nullable Void> publishUnstored(IotMessage message) {
		Assert.notNull(message, "'message' must not be null");
		return this.members.of(message.topic()).publishUnstored(message);
	}

	// one at a time, because of the room
	@Override
	public synchronized ActiveSubscription subscribe(IotSubscription subscription) {
		Assert.notNull(subscription, "'subscription' must not be null");
		PooledSubscription pooled = new PooledSubscription(subscription, homes(subscription), this.executors);
		this.subscriptions.removeIf(PooledSubscription::isEnded);
		this.subscriptions.add(pooled);
		return pooled;
	}

	private List<PoolMember> homes(IotSubscription subscription) {
		boolean everywhere = !subscription.subscribe()
				|| subscription.filters().stream().anyMatch(TopicFilter::isShared);
		if (everywhere) {
			return this.members.all();
		}
		List<PoolMember> candidates = this.members.candidates(subscription).toList();
		return List.of(candidates.stream()
			.filter((member) -> this.room.hasFor(subscription, member))
			.findFirst()
			.orElse(candidates.get(0)));
	}

	@Override
	public CompletableFuture<@Nullable Void> unsubscribe(ActiveSubscription subscription) {
		Assert.isInstanceOf(PooledSubscription.class, subscription, "The subscription is of another connection");
		PooledSubscription pooled = (PooledSubscription) subscription;
		this.subscriptions.remove(pooled);
		return all(pooled.end());
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefusedSubscriptions() {
		Map<TopicFilter, RefusedSubscription> refused = new HashMap<>();
		this.members.all().forEach((member) -> refused.putAll(member.getRefusedSubscriptions()));
		return Map.copyOf(refused);
	}

	@Override
	public ReceiveStatus getReceiveStatus() {
		List<ReceiveStatus> each = this.members.all().stream().map(IotConnection::getReceiveStatus).toList();
		Map<String, Long> dropped = new HashMap<>();
		each.forEach((status) -> status.dropped().forEach((name, count) -> dropped.merge(name, count, Long::sum)));
		String heldBy = each.stream()
			.map(ReceiveStatus::heldBy)
			.filter((name) -> name != null)
			.findFirst()
			.orElse(null);
		return new ReceiveStatus(each.stream().mapToInt(ReceiveStatus::unacknowledged).sum(),
				each.stream().mapToInt(ReceiveStatus::receiveMaximum).sum(), heldBy,
				each.stream().mapToInt(ReceiveStatus::waiting).sum(), dropped);
	}

	@Override
	public CompletableFuture<@Nullable Void> reconnect() {
		return forEach(IotConnection::reconnect);
	}

	@Override
	public CompletableFuture<@Nullable Void> refreshCredentials() {
		return forEach(IotConnection::refreshCredentials);
	}

	private CompletableFuture<@Nullable Void> forEach(
			Function<IotConnection, CompletableFuture<@Nullable Void>> operation) {
		return all(this.members.all().stream().map(operation).toList());
	}

	// what is chained to the result belongs to the application and may block
	private CompletableFuture<@Nullable Void> all(List<CompletableFuture<@Nullable Void>> futures) {
		CompletableFuture<@Nullable Void> result = this.executors.newFuture();
		CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new)).whenComplete((nothing, ex) -> {
			if (ex != null) {
				this.executors.fail(result, (ex.getCause() != null) ? ex.getCause() : ex);
			}
			else {
				this.executors.complete(result);
			}
		});
		return result;
	}

	@Override
	public String getName() {
		return this.members.first().getName();
	}

	/**
	 * The client id of the first member, which has everything that belongs to this id.
	 */
	@Override
	public String getClientId() {
		return this.members.first().getClientId();
	}

	/**
	 * The status of the member that is connected longest, or of the first one if none is
	 * connected.
	 */
	@Override
	public ConnectionStatus getStatus() {
		List<ConnectionStatus> all = this.members.all().stream().map(IotConnection::getStatus).toList();
		return all.stream()
			.filter(ConnectionStatus::isConnected)
			.min(Comparator.comparing(ConnectionStatus::since))
			.orElse(all.get(0));
	}

	@Override
	public <T> Optional<T> unwrap(Class<T> type) {
		Assert.notNull(type, "'type' must not be null");
		return this.members.all().stream().flatMap((member) -> member.unwrap(type).stream()).findFirst();
	}

}
