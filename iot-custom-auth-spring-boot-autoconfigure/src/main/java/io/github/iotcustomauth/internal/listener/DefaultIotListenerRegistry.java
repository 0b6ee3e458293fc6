package io.github.iotcustomauth.internal.listener;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.listener.IotListenerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Default {@link IotListenerRegistry}.
 */
public final class DefaultIotListenerRegistry implements IotListenerRegistry {

	private final ListenerContainers containers;

	/**
	 * Create a registry.
	 * @param containers the listeners
	 */
	public DefaultIotListenerRegistry(ListenerContainers containers) {
		this.containers = containers;
	}

	@Override
	public Set<String> getListenerIds() {
		return this.containers.ids();
	}

	@Override
	public boolean isRunning(String id) {
		return this.containers.isRunning(id);
	}

	@Override
	public CompletableFuture<@Nullable Void> start(String id) {
		return this.containers.start(id);
	}

	@Override
	public CompletableFuture<@Nullable Void> stop(String id) {
		return this.containers.stop(id);
	}

}
