package io.github.iotcustomauth.autoconfigure.actuate;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.autoconfigure.actuate.ConnectionDescriptor.Credentials;
import io.github.iotcustomauth.autoconfigure.actuate.ConnectionDescriptor.Granted;
import io.github.iotcustomauth.autoconfigure.actuate.ConnectionDescriptor.Listener;
import io.github.iotcustomauth.autoconfigure.actuate.ConnectionDescriptor.OtherClient;
import io.github.iotcustomauth.autoconfigure.actuate.ConnectionDescriptor.Outbox;
import io.github.iotcustomauth.autoconfigure.actuate.ConnectionDescriptor.Publishes;
import io.github.iotcustomauth.autoconfigure.actuate.ConnectionDescriptor.Received;
import io.github.iotcustomauth.autoconfigure.actuate.ConnectionDescriptor.Subscription;
import io.github.iotcustomauth.autoconfigure.actuate.ConnectionDescriptor.Suspect;
import io.github.iotcustomauth.autoconfigure.actuate.ConnectionDescriptor.Transition;
import io.github.iotcustomauth.internal.connection.ConnectionDetails;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.filters.FilterStatus;
import io.github.iotcustomauth.internal.listener.ListenerStatus;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import io.github.iotcustomauth.internal.publishing.PublishingStatus;
import io.github.iotcustomauth.internal.receiving.HandlerStatus;
import io.github.iotcustomauth.internal.text.PrintableText;
import io.github.iotcustomauth.internal.transport.GrantedSettings;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * A connection and what is known of it. Nothing is sent, and nothing is waited for.
 *
 * @param bean the connection of the application
 * @param own the connection of this library behind it, or {@code null} if the application
 * has replaced it
 */
record OperatedConnection(IotConnection bean, @Nullable DefaultIotConnection own) {

	/**
	 * Describe the connection.
	 * @param listeners its listeners
	 * @param clientIds the client ids of all connections of the application
	 * @return the description
	 */
	ConnectionDescriptor describe(List<ListenerStatus> listeners, Collection<String> clientIds) {
		ConnectionStatus status = this.bean.getStatus();
		ConnectionSettings settings = (this.own != null) ? this.own.getSettings() : null;
		ConnectionDetails details = (this.own != null) ? this.own.getMonitor().getDetails() : null;
		return new ConnectionDescriptor(this.bean.getClientId(), (settings != null) ? settings.address() : null,
				(settings != null) ? settings.transport().name().toLowerCase(Locale.ROOT) : null, status.state().name(),
				status.since(), status.attempts(), status.refusals(), status.nextAttempt(),
				(details != null) ? granted(details.granted()) : null,
				(details != null) ? new Credentials(details.credentialsOrigins(), details.credentialsExpireAt()) : null,
				subscriptions(details), listeners.stream().map(this::listener).toList(),
				received(this.bean.getReceiveStatus()),
				(settings != null && details != null) ? publishes(settings, details.publishing()) : null,
				(details != null) ? details.publishing().suspects().stream().map(OperatedConnection::suspect).toList()
						: List.of(),
				outbox(clientIds), failures(status.lastFailure(), details),
				(details != null)
						? details.history().transitions().stream().map(OperatedConnection::transition).toList()
						: List.of());
	}

	private static @Nullable Granted granted(@Nullable GrantedSettings granted) {
		return (granted != null) ? new Granted(granted.sessionPresent(), granted.sessionExpiry(), granted.keepAlive(),
				granted.receiveMaximum(), granted.maximumPacketSize(), granted.maximumQos(),
				granted.topicAliasMaximum(), granted.retain(), granted.wildcardSubscriptions(),
				granted.sharedSubscriptions()) : null;
	}

	private List<Subscription> subscriptions(@Nullable ConnectionDetails details) {
		Map<TopicFilter, RefusedSubscription> refused = this.bean.getRefusedSubscriptions();
		if (details == null) {
			return refused.values()
				.stream()
				.map((refusal) -> subscription(refusal.filter(), null, FilterStatus.State.REFUSED, List.of(), refusal))
				.toList();
		}
		return details.filters()
			.stream()
			.map((filter) -> subscription(filter.filter(), filter.qos().value(), filter.state(), filter.subscriptions(),
					refused.get(filter.filter())))
			.toList();
	}

	private static Subscription subscription(TopicFilter filter, @Nullable Integer qos, FilterStatus.State state,
			List<String> subscribers, @Nullable RefusedSubscription refusal) {
		RefusedSubscription present = (state == FilterStatus.State.REFUSED) ? refusal : null;
		return new Subscription(PrintableText.of(filter), qos, state.name(),
				subscribers.stream().map(PrintableText::of).toList(),
				(present != null) ? FailureDescriptor.of(present.failure()) : null,
				(present != null) ? present.nextAttempt() : null);
	}

	private Listener listener(ListenerStatus listener) {
		HandlerStatus work = (this.own != null) ? this.own.getMonitor().getHandlerStatus(listener.subscription())
				: null;
		return new Listener(PrintableText.of(listener.subscription().name()),
				listener.subscription().filters().stream().map(PrintableText::of).toList(),
				listener.subscription().qos().value(), listener.subscription().concurrency(),
				(work != null && work.pause() != null) ? work.pause().name() : listener.state().name(),
				(work != null) ? work.waiting() : null, (work != null) ? work.running() : null);
	}

	private static @Nullable Received received(@Nullable ReceiveStatus status) {
		if (status == null) {
			return null;
		}
		Map<String, Long> dropped = new TreeMap<>();
		status.dropped().forEach((name, count) -> dropped.merge(PrintableText.of(name), count, Long::sum));
		return new Received(status.unacknowledged(), status.receiveMaximum(), status.heldBy(), status.waiting(),
				dropped);
	}

	private static Publishes publishes(ConnectionSettings settings, PublishingStatus status) {
		return new Publishes(status.pending(), status.bytes(), status.inFlight(), settings.maxPendingPublishes(),
				settings.maxPendingBytes());
	}

	private static Suspect suspect(PublishingStatus.SuspectStatus suspect) {
		return new Suspect(suspect.isFilter() ? "subscribe" : "publish", PrintableText.of(suspect.name()),
				suspect.trials(), suspect.paused());
	}

	private @Nullable Outbox outbox(Collection<String> clientIds) {
		if (this.own == null || this.own.getOutbox() == null) {
			return null;
		}
		OutboxStatus status = this.own.getOutbox().status().without(clientIds);
		return new Outbox(status.rows(), status.maxRows(), status.setAside(),
				(status.failure() != null) ? FailureDescriptor.of(status.failure()) : null,
				status.others()
					.stream()
					.map((other) -> new OtherClient(PrintableText.of(other.clientId()), other.rows(), other.oldest()))
					.toList());
	}

	private static List<FailureDescriptor> failures(@Nullable IotFailure last, @Nullable ConnectionDetails details) {
		if (details != null) {
			return details.history().failures().stream().map(FailureDescriptor::of).toList();
		}
		return (last != null) ? List.of(FailureDescriptor.of(last)) : List.of();
	}

	private static Transition transition(io.github.iotcustomauth.internal.connection.StateHistory.Transition entered) {
		IotFailure reason = entered.reason();
		return new Transition(entered.state().name(), entered.at(), (reason != null) ? reason.reason().name() : null,
				(reason != null) ? reason.summary() : null);
	}

}
