package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.internal.listener.ListenerContainers;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Release of the messages that wait for the start of the listeners, before the connection
 * is stopped. If the application cannot start, the listeners are never started, and
 * Spring does not stop them.
 */
final class ListenerShutdown implements SmartLifecycle {

	private final BeanFactory beanFactory;

	private volatile boolean running;

	/**
	 * Create a shutdown.
	 * @param beanFactory has the listeners, which must not be a dependency of this bean:
	 * they would be started together with it
	 */
	ListenerShutdown(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.beanFactory.getBean(ListenerContainers.class).stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return IotConnectionLifecycle.PHASE + 1;
	}

}
