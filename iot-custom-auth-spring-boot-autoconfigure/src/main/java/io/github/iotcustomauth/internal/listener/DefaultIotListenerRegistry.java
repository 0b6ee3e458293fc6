package io.github.iotcustomauth.internal.listener;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.github.iotcustomauth.listener.IotListenerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * Default {@link IotListenerRegistry}.
 * <p>
 * Listeners subscribe before there is a connection, so that no message of a session that
 * the server has kept is missed, and their messages wait until this bean is started,
 * which is after the connection and the web server. When the application stops, the
 * connection lets the listeners finish what they have begun.
 */
public final class DefaultIotListenerRegistry implements IotListenerRegistry, SmartLifecycle, DisposableBean {

	// that of the listener containers of other Spring projects
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

	private final Map<String, ListenerContainer> containers = new ConcurrentHashMap<>();

	// counted down by the first start, or by a stop before it
	private final CountDownLatch waiting = new CountDownLatch(1);

	private volatile boolean started;

	private volatile boolean running;

	/**
	 * Wait for the first start of this bean.
	 * @return whether it has been started, rather than stopped before that
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean awaitStart() throws InterruptedException {
		this.waiting.await();
		return this.started;
	}

	void register(ListenerContainer container) {
		ListenerContainer present = this.containers.putIfAbsent(container.id(), container);
		Assert.state(present == null,
				() -> "There are two listeners with the id '%s': set 'id' of one of them".formatted(container.id()));
		if (container.isAutoStartup()) {
			container.start();
		}
	}

	@Override
	public Set<String> getListenerIds() {
		return new TreeSet<>(this.containers.keySet());
	}

	@Override
	public boolean isRunning(String id) {
		return container(id).isRunning();
	}

	@Override
	public CompletableFuture<@Nullable Void> start(String id) {
		return container(id).start();
	}

	@Override
	public CompletableFuture<@Nullable Void> stop(String id) {
		return container(id).stop();
	}

	private ListenerContainer container(String id) {
		ListenerContainer container = this.containers.get(id);
		Assert.notNull(container,
				() -> "There is no listener with the id '%s', but %s".formatted(id, getListenerIds()));
		return container;
	}

	@Override
	public void start() {
		this.started = true;
		this.running = true;
		this.waiting.countDown();
	}

	/**
	 * Leaves the listeners as they are: the connection is stopped after this bean, and
	 * with it they are. Those that still wait for the start do not wait any more, and
	 * leave their messages to the server.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.waiting.countDown();
	}

	/**
	 * Gives up the subscriptions, in case that the connection belongs to a parent
	 * context. One that has been stopped does not tell the server.
	 */
	@Override
	public void destroy() {
		this.containers.values().forEach(ListenerContainer::stop);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
