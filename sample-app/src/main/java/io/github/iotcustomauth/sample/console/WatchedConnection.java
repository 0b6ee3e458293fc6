package io.github.iotcustomauth.sample.console;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.sample.console.ConnectionView.RefusalView;
import io.github.iotcustomauth.sample.console.ConnectionView.SubscriptionView;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose messages and subscriptions the page shows. Everything else is what
 * the connection behind it does: no subscription is added for the page, so that every
 * policy suits it.
 */
class WatchedConnection implements IotConnection {

	private final IotConnection connection;

	private final MessageLog messages;

	private final TransitionLog transitions = new TransitionLog();

	private final List<ActiveSubscription> subscriptions = new CopyOnWriteArrayList<>();

	WatchedConnection(IotConnection connection, MessageLog messages) {
		this.connection = connection;
		this.messages = messages;
	}

	@Override
	public CompletableFuture<@Nullable Void> publish(IotMessage message) {
		CompletableFuture<@Nullable Void> published = this.connection.publish(message);
		this.messages.add(Direction.SENT, getName(), message);
		return published;
	}

	@Override
	public ActiveSubscription subscribe(IotSubscription subscription) {
		ActiveSubscription active = this.connection.subscribe(watched(subscription));
		this.subscriptions.add(active);
		return active;
	}

	private IotSubscription watched(IotSubscription subscription) {
		return IotSubscription.manual(subscription.filters(), (message, acknowledgment) -> {
			this.messages.add(Direction.RECEIVED, getName(), message);
			subscription.handler().onMessage(message, acknowledgment);
		})
			.withQos(subscription.qos())
			.withName(subscription.name())
			.withConcurrency(subscription.concurrency())
			.withErrorHandler(subscription.errorHandler())
			.withIdentifiedBy(subscription.identifiedBy())
			.withSubscribe(subscription.subscribe());
	}

	@Override
	public CompletableFuture<@Nullable Void> unsubscribe(ActiveSubscription subscription) {
		this.subscriptions.remove(subscription);
		return this.connection.unsubscribe(subscription);
	}

	@Override
	public Map<TopicFilter, RefusedSubscription> getRefusedSubscriptions() {
		return this.connection.getRefusedSubscriptions();
	}

	@Override
	public ReceiveStatus getReceiveStatus() {
		return this.connection.getReceiveStatus();
	}

	@Override
	public CompletableFuture<@Nullable Void> reconnect() {
		return this.connection.reconnect();
	}

	@Override
	public CompletableFuture<@Nullable Void> refreshCredentials() {
		return this.connection.refreshCredentials();
	}

	@Override
	public String getName() {
		return this.connection.getName();
	}

	@Override
	public String getClientId() {
		return this.connection.getClientId();
	}

	@Override
	public ConnectionStatus getStatus() {
		return this.connection.getStatus();
	}

	@Override
	public <T> Optional<T> unwrap(Class<T> type) {
		return this.connection.unwrap(type);
	}

	void changed(Instant at, ConnectionState state, @Nullable String reason) {
		this.transitions.add(at, state, reason);
	}

	void observe() {
		this.transitions.observe(getStatus());
	}

	ConnectionView view() {
		observe();
		ConnectionStatus status = getStatus();
		this.subscriptions.removeIf(ActiveSubscription::isEnded);
		return new ConnectionView(getName(), getClientId(), status.state(), status.since(), status.attempts(),
				status.nextAttempt(), FailureView.ofNullable(status.lastFailure()), this.transitions.transitions(),
				this.subscriptions.stream().map(WatchedConnection::view).toList(),
				getRefusedSubscriptions().values()
					.stream()
					.map(WatchedConnection::view)
					.sorted(Comparator.comparing(RefusalView::filter))
					.toList());
	}

	private static SubscriptionView view(ActiveSubscription active) {
		IotSubscription subscription = active.getSubscription();
		return new SubscriptionView(subscription.name(),
				subscription.filters().stream().map(TopicFilter::value).toList(), subscription.qos().value(),
				active.isActive());
	}

	private static RefusalView view(RefusedSubscription refused) {
		return new RefusalView(refused.filter().value(), FailureView.of(refused.failure()), refused.nextAttempt());
	}

}
