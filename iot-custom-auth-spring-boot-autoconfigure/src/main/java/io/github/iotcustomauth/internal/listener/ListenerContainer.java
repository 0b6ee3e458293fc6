package io.github.iotcustomauth.internal.listener;

import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.internal.listener.ListenerStatus.State;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A listener and whether it receives.
 */
final class ListenerContainer {

	private static final Log logger = LogFactory.getLog(ListenerContainer.class);

	private final IotConnection connection;

	private final IotSubscription subscription;

	private final boolean autoStartup;

	private volatile boolean started;

	// null when it has not been started, or could not be
	private @Nullable ActiveSubscription active;

	ListenerContainer(IotConnection connection, IotSubscription subscription, boolean autoStartup) {
		this.connection = connection;
		this.subscription = subscription;
		this.autoStartup = autoStartup;
	}

	String id() {
		return this.subscription.name();
	}

	boolean isAutoStartup() {
		return this.autoStartup;
	}

	// whether or not the server grants the subscription; without the lock, which is held
	// while the connection, which others may wrap, subscribes
	boolean isStarted() {
		return this.started;
	}

	synchronized CompletableFuture<@Nullable Void> start() {
		this.started = true;
		ActiveSubscription present = this.active;
		// a refusal says nothing about a subscription that was granted later
		if (present != null && (!present.getGranted().isDone()
				|| (isRunning() && !present.getGranted().isCompletedExceptionally()))) {
			return present.getGranted();
		}
		ActiveSubscription asked = subscribe();
		this.active = asked;
		if (asked == null) {
			return CompletableFuture.completedFuture(null);
		}
		asked.getGranted().whenComplete((nothing, ex) -> {
			// a connection that was closed before it asked will do so when it is started
			// again
			if (ex != null && !isClosed(ex)) {
				logger.error("Listener '" + id() + "' does not receive: " + PrintableText.line(ex.getMessage()));
			}
		});
		return asked.getGranted();
	}

	// null when the connection is a mock of a test
	private @Nullable ActiveSubscription subscribe() {
		return this.connection.subscribe(this.subscription);
	}

	private static CompletableFuture<@Nullable Void> orCompleted(@Nullable CompletableFuture<@Nullable Void> future) {
		return (future != null) ? future : CompletableFuture.completedFuture(null);
	}

	private static boolean isClosed(Throwable ex) {
		return ex instanceof IotConnectionException failure && (failure.getFailure().kind() == Kind.CLOSED
				|| failure.getFailure().reason() == FailureReason.UNSUBSCRIBED);
	}

	/**
	 * Unsubscribe until the next start. The listener still counts as started.
	 * @return completes when the server has removed the subscription
	 */
	synchronized CompletableFuture<@Nullable Void> pause() {
		return unsubscribe();
	}

	synchronized CompletableFuture<@Nullable Void> stop() {
		this.started = false;
		return unsubscribe();
	}

	private CompletableFuture<@Nullable Void> unsubscribe() {
		ActiveSubscription present = this.active;
		this.active = null;
		return orCompleted((present != null) ? this.connection.unsubscribe(present) : null);
	}

	synchronized boolean isRunning() {
		ActiveSubscription present = this.active;
		return present != null && !present.isEnded() && present.getRefused().isEmpty();
	}

	synchronized ListenerStatus status() {
		return new ListenerStatus(this.connection, this.subscription, state());
	}

	private State state() {
		ActiveSubscription present = this.active;
		if (present == null) {
			return this.started ? State.UNSUBSCRIBED : State.STOPPED;
		}
		if (present.isEnded()) {
			return State.STOPPED;
		}
		if (!present.getRefused().isEmpty()) {
			return State.REFUSED;
		}
		return present.isActive() ? State.RECEIVING : State.WAITING;
	}

}
