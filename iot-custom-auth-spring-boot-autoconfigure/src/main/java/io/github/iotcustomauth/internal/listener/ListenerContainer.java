package io.github.iotcustomauth.internal.listener;

import java.util.Collections;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotSubscription;
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

	// null when it has not been started, or could not be
	private @Nullable CompletableFuture<@Nullable Void> granted;

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

	synchronized CompletableFuture<@Nullable Void> start() {
		CompletableFuture<@Nullable Void> present = this.granted;
		if (present != null && (!present.isDone() || isRunning())) {
			return present;
		}
		CompletableFuture<@Nullable Void> asked = this.connection.subscribe(this.subscription);
		this.granted = asked;
		asked.whenComplete((nothing, ex) -> {
			// a connection that was closed before it asked will do so when it is started
			// again
			if (ex != null && !isClosed(ex)) {
				failed(asked, ex);
			}
		});
		return asked;
	}

	private static boolean isClosed(Throwable ex) {
		return ex instanceof IotConnectionException failure && failure.getFailure().kind() == Kind.CLOSED;
	}

	private synchronized void failed(CompletableFuture<@Nullable Void> asked, Throwable ex) {
		if (this.granted == asked) {
			// whether it is refused at present or has been granted meanwhile
			this.granted = isAskedForAgain(ex) ? asked : null;
			logger.error("Listener '" + id() + "' does not receive: " + PrintableText.line(ex.getMessage()));
		}
	}

	// what the server refuses, unlike what the connection has no room for
	private static boolean isAskedForAgain(Throwable ex) {
		return ex instanceof IotConnectionException failure
				&& (failure.getFailure().kind() != Kind.THROTTLED || failure.getFailure().code() >= 0);
	}

	private boolean isRefused() {
		return this.subscription.subscribe() && !Collections.disjoint(this.subscription.filters(),
				this.connection.getRefusedSubscriptions().keySet());
	}

	synchronized CompletableFuture<@Nullable Void> stop() {
		this.granted = null;
		return this.connection.unsubscribe(this.subscription);
	}

	synchronized boolean isRunning() {
		return this.granted != null && !isRefused();
	}

}
