package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.listener.IotListenerRegistry;

import org.springframework.context.SmartLifecycle;

/**
 * Releases listeners that wait for a start that fails. The registry is not running then
 * and would not be stopped, but the connection, which waits for its listeners, is.
 */
final class WaitingListenersRelease implements SmartLifecycle {

	private final IotListenerRegistry registry;

	private volatile boolean running;

	WaitingListenersRelease(IotListenerRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.registry.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		// stopped before the connection
		return IotConnectionLifecycle.PHASE + 1;
	}

}
