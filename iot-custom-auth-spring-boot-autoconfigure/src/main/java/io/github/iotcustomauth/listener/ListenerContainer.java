package io.github.iotcustomauth.listener;

import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotSubscription;
import org.jspecify.annotations.Nullable;

/**
 * A listener and whether it receives.
 */
final class ListenerContainer {

	private final IotConnection connection;

	private final IotSubscription subscription;

	private final boolean autoStartup;

	private boolean running;

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
		this.running = true;
		return this.connection.subscribe(this.subscription);
	}

	synchronized CompletableFuture<@Nullable Void> stop() {
		this.running = false;
		return this.connection.unsubscribe(this.subscription);
	}

	synchronized boolean isRunning() {
		return this.running;
	}

}
