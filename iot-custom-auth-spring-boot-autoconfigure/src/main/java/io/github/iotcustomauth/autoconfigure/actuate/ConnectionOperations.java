package io.github.iotcustomauth.autoconfigure.actuate;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.autoconfigure.actuate.OutcomeDescriptor.Outcome;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.listener.ListenerContainers;
import io.github.iotcustomauth.internal.listener.ListenerStatus;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.util.StringUtils;

/**
 * Operations on connections. Each waits a few seconds for its outcome.
 *
 * @param listeners the listeners of the application
 * @param patience how long to wait
 * @param holdLimit how long a paused listener holds messages
 */
record ConnectionOperations(ObjectProvider<ListenerContainers> listeners, Duration patience, Duration holdLimit) {

	// of which a paused listener may use a quarter
	private static final int MIN_RECEIVE_MAXIMUM = 4;

	OutcomeDescriptor reconnect(OperatedConnection connection) {
		return outcome(connection.bean().reconnect());
	}

	OutcomeDescriptor refresh(OperatedConnection connection) {
		return outcome(connection.bean().refreshCredentials());
	}

	OutcomeDescriptor retry(OperatedConnection connection, @Nullable String filter) {
		TopicFilter wanted = null;
		if (StringUtils.hasLength(filter)) {
			Collection<TopicFilter> refused = connection.bean().getRefusedSubscriptions().keySet();
			wanted = refused.stream()
				.filter((candidate) -> candidate.value().equals(filter))
				.findFirst()
				.orElseThrow(() -> invalid("The server does not refuse the topic filter '" + PrintableText.of(filter)
						+ "', but " + shown(refused.stream().map(TopicFilter::value).toList())));
		}
		return outcome(own(connection).getMonitor().retryRefused(wanted));
	}

	OutcomeDescriptor pause(OperatedConnection connection, List<ListenerStatus> candidates, @Nullable String id,
			boolean unsubscribe) {
		ListenerStatus listener = find(candidates, id);
		IotSubscription subscription = listener.subscription();
		if (listener.state() == ListenerStatus.State.STOPPED) {
			throw invalid("The listener '" + PrintableText.of(id) + "' is stopped");
		}
		if (unsubscribe) {
			return outcome(containers(listener).unsubscribe(subscription.name()));
		}
		DefaultIotConnection own = own(connection);
		if (!subscription.subscribe() || own.getSettings().receiveMaximum() < MIN_RECEIVE_MAXIMUM) {
			throw invalid("Direct messages, and a connection with a receive maximum below " + MIN_RECEIVE_MAXIMUM
					+ ", leave no room to hold messages: set 'unsubscribe' to true");
		}
		if (listener.state() != ListenerStatus.State.UNSUBSCRIBED) {
			own.getMonitor().pause(subscription, this.holdLimit);
		}
		return OutcomeDescriptor.of(Outcome.DONE);
	}

	OutcomeDescriptor resume(OperatedConnection connection, List<ListenerStatus> candidates, @Nullable String id) {
		ListenerStatus listener = find(candidates, id);
		DefaultIotConnection own = connection.own();
		boolean held = own != null && own.getMonitor().getHandlerStatus(listener.subscription()).pause() != null;
		return outcome((own != null && held) ? own.getMonitor().resume(listener.subscription())
				: containers(listener).resume(listener.subscription().name()));
	}

	private ListenerContainers containers(ListenerStatus listener) {
		return this.listeners.stream()
			.filter((containers) -> containers.snapshot()
				.stream()
				.anyMatch((candidate) -> candidate.subscription() == listener.subscription()))
			.findFirst()
			.orElseThrow();
	}

	private static ListenerStatus find(List<ListenerStatus> candidates, @Nullable String id) {
		List<String> ids = candidates.stream().map((candidate) -> candidate.subscription().name()).toList();
		if (!StringUtils.hasLength(id)) {
			throw invalid("Name one of the listeners of the connection with 'listener': " + shown(ids));
		}
		return candidates.stream()
			.filter((candidate) -> candidate.subscription().name().equals(id))
			.findFirst()
			.orElseThrow(
					() -> invalid("The connection has no listener '" + PrintableText.of(id) + "', but " + shown(ids)));
	}

	private static DefaultIotConnection own(OperatedConnection connection) {
		if (connection.own() == null) {
			throw invalid("The connection can only reconnect and refresh, and unsubscribe listeners: the application "
					+ "has replaced it, or it is a pool, whose clients are connections of their own here");
		}
		return connection.own();
	}

	private static String shown(List<String> names) {
		return names.isEmpty() ? "none" : String.join(", ", names.stream().map(PrintableText::of).sorted().toList());
	}

	private static InvalidEndpointRequestException invalid(String sentence) {
		return new InvalidEndpointRequestException(sentence, sentence);
	}

	private OutcomeDescriptor outcome(@Nullable CompletableFuture<@Nullable Void> future) {
		try {
			if (future != null) {
				future.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
			}
			return OutcomeDescriptor.of(Outcome.DONE);
		}
		catch (TimeoutException ex) {
			return OutcomeDescriptor.of(Outcome.UNDER_WAY);
		}
		catch (ExecutionException ex) {
			return new OutcomeDescriptor(Outcome.FAILED, FailureDescriptor.of(failure(ex.getCause())), null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return OutcomeDescriptor.of(Outcome.UNDER_WAY);
		}
	}

	private static IotFailure failure(@Nullable Throwable ex) {
		return (ex instanceof IotConnectionException known) ? known.getFailure()
				: IotFailure.of(FailureReason.UNEXPECTED_ERROR);
	}

}
