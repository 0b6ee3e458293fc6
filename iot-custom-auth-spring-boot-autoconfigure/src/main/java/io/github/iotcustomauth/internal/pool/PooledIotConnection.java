package io.github.iotcustomauth.internal.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

	private final Placements placements;

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
		this.placements = new Placements(this.members, executors, this);
		new StandIns(this.members, this.placements, engine).start();
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

	@Override
	public ActiveSubscription subscribe(IotSubscription subscription) {
		Assert.notNull(subscription, "'subscription' must not be null");
		return this.placements.subscribe(subscription);
	}

	@Override
	public CompletableFuture<@Nullable Void> unsubscribe(ActiveSubscription subscription) {
		Assert.isInstanceOf(PooledSubscription.class, subscription, "The subscription is of another connection");
		return all(this.placements.unsubscribe((PooledSubscription) subscription));
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

	// one after the other, so that the pool stays connected
	private CompletableFuture<@Nullable Void> forEach(
			Function<IotConnection, CompletableFuture<@Nullable Void>> operation) {
		List<CompletableFuture<@Nullable Void>> results = new ArrayList<>();
		CompletableFuture<@Nullable Void> previous = CompletableFuture.completedFuture(null);
		for (PoolMember member : this.members.all()) {
			// not on the threads of the application
			previous = previous.handle((nothing, ex) -> null)
				.thenCompose((nothing) -> CompletableFuture.allOf(operation.apply(member)));
			results.add(previous);
		}
		return all(results);
	}

	// what is chained to the result belongs to the application and may block
	private CompletableFuture<@Nullable Void> all(List<CompletableFuture<@Nullable Void>> futures) {
		CompletableFuture<@Nullable Void> result = this.executors.newFuture();
		CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new)).whenComplete((nothing, ex) -> {
			if (ex != null) {
				this.executors.fail(result, root(ex));
			}
			else {
				this.executors.complete(result);
			}
		});
		return result;
	}

	private static Throwable root(Throwable ex) {
		Throwable cause = ex;
		while (cause instanceof CompletionException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
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
