package io.github.iotcustomauth.internal.pool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;

/**
 * Member that is connected when a test says so. Its subscriptions are granted as long as
 * it is.
 */
final class TestMember implements PoolMember {

	private static final RefusedSubscription REFUSAL = new RefusedSubscription("pool", "a", TopicFilter.of("a"),
			IotFailure.of(FailureReason.NOT_AUTHORIZED), Instant.EPOCH);

	final List<Handle> handles = new ArrayList<>();

	private final String clientId;

	boolean connected = true;

	boolean granting = true;

	boolean refusing;

	int unacknowledged = 1;

	ConnectionState away = ConnectionState.WAITING;

	CompletableFuture<Void> reconnected = CompletableFuture.completedFuture(null);

	TestMember(String clientId) {
		this.clientId = clientId;
	}

	List<String> filters() {
		return this.handles.stream()
			.filter((handle) -> !handle.ended)
			.flatMap((handle) -> handle.subscription.filters().stream())
			.map(TopicFilter::value)
			.toList();
	}

	@Override
	public ActiveSubscription subscribe(IotSubscription subscription) {
		Handle handle = new Handle(subscription);
		this.handles.add(handle);
		return handle;
	}

	@Override
	public CompletableFuture<Void> unsubscribe(ActiveSubscription subscription) {
		this.handles.stream()
			.filter((handle) -> handle.subscription == subscription.getSubscription())
			.forEach((handle) -> handle.ended = true);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public ConnectionStatus getStatus() {
		return new ConnectionStatus(this.connected ? ConnectionState.CONNECTED : this.away, Instant.EPOCH, 0, 0, null,
				null);
	}

	@Override
	public String getClientId() {
		return this.clientId;
	}

	@Override
	public String getName() {
		return "pool";
	}

	@Override
	public ReceiveStatus getReceiveStatus() {
		return new ReceiveStatus(this.unacknowledged, 100, null, 2, Map.of("a", 3L));
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefusedSubscriptions() {
		return Map.of();
	}

	@Override
	public CompletableFuture<Void> reconnect() {
		return this.connected ? this.reconnected
				: CompletableFuture.failedFuture(new IllegalStateException(this.clientId));
	}

	@Override
	public CompletableFuture<Void> refreshCredentials() {
		return reconnect();
	}

	@Override
	public CompletableFuture<Void> publish(IotMessage message) {
		return new CompletableFuture<>();
	}

	@Override
	public CompletableFuture<Void> publishUnstored(IotMessage message) {
		return new CompletableFuture<>();
	}

	@Override
	public <T> Optional<T> unwrap(Class<T> type) {
		return Optional.empty();
	}

	final class Handle implements ActiveSubscription {

		final IotSubscription subscription;

		final CompletableFuture<Void> granted = new CompletableFuture<>();

		boolean ended;

		Handle(IotSubscription subscription) {
			this.subscription = subscription;
		}

		@Override
		public IotSubscription getSubscription() {
			return this.subscription;
		}

		@Override
		public CompletableFuture<Void> getGranted() {
			return this.granted;
		}

		@Override
		public boolean isActive() {
			return TestMember.this.connected && TestMember.this.granting && !this.ended;
		}

		@Override
		public Map<TopicFilter, RefusedSubscription> getRefused() {
			return TestMember.this.refusing ? Map.of(this.subscription.filters().iterator().next(), REFUSAL) : Map.of();
		}

		@Override
		public boolean isEnded() {
			return this.ended;
		}

	}

}
