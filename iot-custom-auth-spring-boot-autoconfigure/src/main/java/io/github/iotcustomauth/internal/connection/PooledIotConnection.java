package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.ConnectedEvent;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.store.UnstoredPublisher;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One {@link IotConnection} of several clients, for more than the quotas of one.
 * Publishes are spread by topic; a subscription lives on one member and moves when that
 * is lost for long, a shared one lives on all. The members are started and stopped by
 * their owner.
 */
public final class PooledIotConnection implements IotConnection, UnstoredPublisher {

	private static final Log logger = LogFactory.getLog(PooledIotConnection.class);

	/**
	 * How long a member may be without connection before its subscriptions move.
	 */
	static final Duration MOVE_AFTER = Duration.ofSeconds(30);

	private final String name;

	private final ConnectionExecutors executors;

	private final Engine engine;

	private final Pool pool;

	// guards what follows
	private final Object lock = new Object();

	private final List<PooledSubscription> subscriptions = new ArrayList<>();

	// by member, when it was lost or could not connect
	private final Map<String, Long> lost = new HashMap<>();

	/**
	 * Create a pool. The client ids of its members are that of the settings with a
	 * number, and only the first has the last will.
	 * @param settings the settings
	 * @param size the number of members
	 * @param executors the threads
	 * @param events told about the members
	 * @param factory makes a member of its settings and what is told about it
	 */
	public PooledIotConnection(ConnectionSettings settings, int size, ConnectionExecutors executors,
			Consumer<Object> events, Factory factory) {
		this.name = settings.name();
		this.executors = executors;
		this.engine = executors.newEngine();
		List<DefaultIotConnection> members = new ArrayList<>();
		for (int i = 1; i <= size; i++) {
			ConnectionSettings.Builder member = settings.mutate().clientId(settings.clientId() + "-" + i);
			members.add(factory.create(((i == 1) ? member : member.will(null)).build(), (event) -> {
				follow(event);
				events.accept(event);
			}));
		}
		this.pool = new Pool(List.copyOf(members));
	}

	/**
	 * The members, which are started and stopped one by one.
	 * @return the members
	 */
	public List<DefaultIotConnection> members() {
		return this.pool.members();
	}

	private void follow(Object event) {
		if (event instanceof ConnectedEvent connected) {
			synchronized (this.lock) {
				this.lost.remove(connected.clientId());
			}
			moveAll();
		}
		else if (event instanceof DisconnectedEvent disconnected && disconnected.nextAttempt() != null) {
			boolean first;
			synchronized (this.lock) {
				first = this.lost.putIfAbsent(disconnected.clientId(), this.engine.nanoTime()) == null;
			}
			if (first) {
				this.engine.schedule(this::moveAll, MOVE_AFTER);
			}
		}
	}

	// of members that are lost for long, as soon as there is another
	private void moveAll() {
		synchronized (this.lock) {
			if (!this.pool.isAnyConnected()) {
				return;
			}
			for (DefaultIotConnection member : members()) {
				Long since = this.lost.get(member.getClientId());
				if (since != null && this.engine.nanoTime() - since >= MOVE_AFTER.toNanos()) {
					this.subscriptions.stream().filter((each) -> mayLeave(each, member)).forEach(this::move);
				}
			}
		}
	}

	private boolean mayLeave(PooledSubscription subscription, DefaultIotConnection member) {
		return subscription.isOn(member) && !Pool.isShared(subscription.getSubscription())
				&& this.pool.owner(subscription.getSubscription()) == null;
	}

	private void move(PooledSubscription subscription) {
		Map<DefaultIotConnection, ActiveSubscription> before = subscription.handles();
		DefaultIotConnection target = this.pool.leastLoaded(load());
		logger.info("Subscription '" + subscription.getSubscription().name() + "' moves to the connection of '"
				+ target.getClientId() + "'");
		subscription.moveTo(Map.of(target, target.subscribe(subscription.getSubscription())));
		before.forEach(DefaultIotConnection::unsubscribe);
	}

	private int[] load() {
		return members().stream()
			.mapToInt((member) -> (int) this.subscriptions.stream().filter((each) -> each.isOn(member)).count())
			.toArray();
	}

	@Override
	public CompletableFuture<@Nullable Void> publish(IotMessage message) {
		Assert.notNull(message, "'message' must not be null");
		return this.pool.of(message.topic()).publish(message);
	}

	@Override
	public CompletableFuture<@Nullable Void> publishUnstored(IotMessage message) {
		Assert.notNull(message, "'message' must not be null");
		return this.pool.of(message.topic()).publishUnstored(message);
	}

	@Override
	public ActiveSubscription subscribe(IotSubscription subscription) {
		Assert.notNull(subscription, "'subscription' must not be null");
		PooledSubscription pooled = new PooledSubscription(subscription, this.executors);
		synchronized (this.lock) {
			List<DefaultIotConnection> targets;
			if (Pool.isShared(subscription)) {
				targets = members();
			}
			else {
				DefaultIotConnection owner = this.pool.owner(subscription);
				targets = List.of((owner != null) ? owner : this.pool.leastLoaded(load()));
			}
			Map<DefaultIotConnection, ActiveSubscription> handles = new LinkedHashMap<>();
			targets.forEach((member) -> handles.put(member, member.subscribe(subscription)));
			this.subscriptions.add(pooled);
			pooled.moveTo(handles);
		}
		return pooled;
	}

	@Override
	public CompletableFuture<@Nullable Void> unsubscribe(ActiveSubscription subscription) {
		Assert.isInstanceOf(PooledSubscription.class, subscription, "The subscription is of another connection");
		PooledSubscription pooled = (PooledSubscription) subscription;
		Map<DefaultIotConnection, ActiveSubscription> handles;
		synchronized (this.lock) {
			this.subscriptions.remove(pooled);
			handles = pooled.handles();
		}
		List<CompletableFuture<@Nullable Void>> removed = new ArrayList<>();
		handles.forEach((member, handle) -> removed.add(member.unsubscribe(handle)));
		return all(removed);
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefusedSubscriptions() {
		Map<TopicFilter, RefusedSubscription> refused = new HashMap<>();
		members().forEach((member) -> refused.putAll(member.getRefusedSubscriptions()));
		return Map.copyOf(refused);
	}

	@Override
	public ReceiveStatus getReceiveStatus() {
		Map<String, Long> dropped = new HashMap<>();
		int unacknowledged = 0;
		int maximum = 0;
		int waiting = 0;
		String heldBy = null;
		for (DefaultIotConnection member : members()) {
			ReceiveStatus status = member.getReceiveStatus();
			status.dropped().forEach((each, count) -> dropped.merge(each, count, Long::sum));
			unacknowledged += status.unacknowledged();
			maximum += status.receiveMaximum();
			waiting += status.waiting();
			heldBy = (heldBy != null) ? heldBy : status.heldBy();
		}
		return new ReceiveStatus(unacknowledged, maximum, heldBy, waiting, dropped);
	}

	@Override
	public CompletableFuture<@Nullable Void> reconnect() {
		return forEach(DefaultIotConnection::reconnect);
	}

	@Override
	public CompletableFuture<@Nullable Void> refreshCredentials() {
		return forEach(DefaultIotConnection::refreshCredentials);
	}

	private CompletableFuture<@Nullable Void> forEach(
			Function<DefaultIotConnection, CompletableFuture<@Nullable Void>> operation) {
		return all(members().stream().map(operation).toList());
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
		return this.name;
	}

	/**
	 * The client id of the first member, which has everything that belongs to this id.
	 */
	@Override
	public String getClientId() {
		return members().get(0).getClientId();
	}

	/**
	 * The status of the member that is best off.
	 */
	@Override
	public ConnectionStatus getStatus() {
		List<ConnectionStatus> all = members().stream().map(DefaultIotConnection::getStatus).toList();
		return all.stream()
			.filter(ConnectionStatus::isConnected)
			.min(Comparator.comparing(ConnectionStatus::since))
			.orElse(all.get(0));
	}

	@Override
	public <T> Optional<T> unwrap(Class<T> type) {
		Assert.notNull(type, "'type' must not be null");
		return members().stream().flatMap((member) -> member.unwrap(type).stream()).findFirst();
	}

	/**
	 * Makes a member.
	 */
	@FunctionalInterface
	public interface Factory {

		/**
		 * Make a member.
		 * @param settings its settings
		 * @param events told about it
		 * @return the member
		 */
		DefaultIotConnection create(ConnectionSettings settings, Consumer<Object> events);

	}

}
