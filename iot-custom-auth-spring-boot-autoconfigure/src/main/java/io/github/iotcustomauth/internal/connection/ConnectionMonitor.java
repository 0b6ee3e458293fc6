package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.credentials.CredentialsOrigin;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.filters.SessionFilters;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.publishing.PublishingStatus;
import io.github.iotcustomauth.internal.receiving.HandlerStatus;
import io.github.iotcustomauth.internal.receiving.InboundMessages;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import org.jspecify.annotations.Nullable;

/**
 * What those who run the application see of a connection, and can do with it: for its
 * health, its meters and the actuator endpoint.
 */
public final class ConnectionMonitor {

	private final SessionFilters filters;

	private final PendingPublishes pending;

	private final InboundMessages inbound;

	private final StateHistory history;

	private final CustomAuthCredentialsProvider credentials;

	private final ConnectionExecutors executors;

	private final Supplier<Optional<ConnectionLoop>> loop;

	ConnectionMonitor(SessionFilters filters, PendingPublishes pending, InboundMessages inbound, StateHistory history,
			CustomAuthCredentialsProvider credentials, ConnectionExecutors executors,
			Supplier<Optional<ConnectionLoop>> loop) {
		this.filters = filters;
		this.pending = pending;
		this.inbound = inbound;
		this.history = history;
		this.credentials = credentials;
		this.executors = executors;
		this.loop = loop;
	}

	/**
	 * Ask for refused filters now.
	 * @param filter the filter, or {@code null} for all that are refused
	 * @return a future that completes when the server has granted them, and fails with
	 * the first refusal
	 */
	public CompletableFuture<@Nullable Void> retryRefused(@Nullable TopicFilter filter) {
		return this.filters.retryRefused(filter);
	}

	/**
	 * Snapshot of the connection in detail. Does not wait for anything but short locks.
	 * @return the details
	 */
	public ConnectionDetails getDetails() {
		Optional<ConnectionLoop> current = this.loop.get();
		return new ConnectionDetails(this.history,
				current.map(ConnectionLoop::live).map(MqttTransport::granted).orElse(null),
				CredentialsOrigin.of(this.credentials), current.map(ConnectionLoop::credentialsExpireAt).orElse(null),
				this.filters.snapshot(), this.pending.status());
	}

	/**
	 * Hold the messages of a subscription without acknowledgment, and leave them to the
	 * server later, or when they use up a quarter of the receive maximum. Then the
	 * subscription is unsubscribed as well, so that others go on.
	 * @param subscription the subscription
	 * @param limit how long to hold them
	 */
	public void pause(IotSubscription subscription, Duration limit) {
		this.inbound.pauseHandler(subscription, limit);
	}

	/**
	 * End a pause. What was left to the server is requested with a reconnect.
	 * @param subscription the subscription
	 * @return a future that completes when the server sends new messages
	 */
	public CompletableFuture<@Nullable Void> resume(IotSubscription subscription) {
		if (this.inbound.resumeHandler(subscription)) {
			return this.filters.want(subscription, this.inbound.handlerOf(subscription));
		}
		CompletableFuture<@Nullable Void> done = this.executors.newFuture();
		done.complete(null);
		return done;
	}

	/**
	 * How much work the handler of a subscription has.
	 * @param subscription the subscription
	 * @return its messages
	 */
	public HandlerStatus getHandlerStatus(IotSubscription subscription) {
		return this.inbound.handlerStatus(subscription);
	}

	/**
	 * For how long the connection has been connecting for the first time.
	 * @return the time since it was started, or {@code null} if it was not, or has been
	 * connected since
	 */
	public @Nullable Duration getConnectingFor() {
		return this.loop.get().map((current) -> current.report().connectingFor()).orElse(null);
	}

	/**
	 * What the connection has in work.
	 * @return a snapshot
	 */
	public ConnectionLoad getLoad() {
		PublishingStatus publishes = this.pending.status();
		return new ConnectionLoad(publishes.pending(), publishes.bytes(), publishes.suspects().size(),
				this.inbound.inWork(), this.loop.get().map(ConnectionLoop::credentialsExpireAt).orElse(null));
	}

}
