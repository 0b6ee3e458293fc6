package io.github.iotcustomauth.internal.listener;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * The listeners of an application context.
 * <p>
 * Listeners subscribe before there is a connection, so that no message of a session that
 * the server has kept is missed, and their messages wait until this bean is started,
 * which is after the connection and the web server. When the application stops, the
 * connection lets the listeners finish what they have begun. Those of a context whose
 * parent has the connection are unsubscribed, and finish as well, before its beans are
 * destroyed.
 */
public final class ListenerContainers implements SmartLifecycle, DisposableBean {

	// that of the listener containers of other Spring projects
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

	private static final int STOP_LIMIT_SECONDS = 5;

	private final boolean connectionOfParent;

	private final Map<String, ListenerContainer> containers = new ConcurrentHashMap<>();

	private final ListenerCalls calls = new ListenerCalls();

	private final KeepAliveThread keepAlive = new KeepAliveThread();

	// counted down by the first start, or by a stop before it
	private final CountDownLatch waiting = new CountDownLatch(1);

	// unsubscribed when this bean was stopped
	private volatile List<ListenerContainer> paused = List.of();

	private volatile boolean started;

	private volatile boolean running;

	/**
	 * Create containers.
	 * @param connectionOfParent whether the connection belongs to a parent of the context
	 * of the listeners, and outlives it
	 */
	public ListenerContainers(boolean connectionOfParent) {
		this.connectionOfParent = connectionOfParent;
	}

	/**
	 * Wait for the first start of this bean.
	 * @return whether it has been started, rather than stopped before that
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean awaitStart() throws InterruptedException {
		this.waiting.await();
		return this.started;
	}

	ListenerCalls calls() {
		return this.calls;
	}

	void register(ListenerContainer container) {
		ListenerContainer present = this.containers.putIfAbsent(container.id(), container);
		Assert.state(present == null,
				() -> "There are two listeners with the id '%s': set 'id' of one of them".formatted(container.id()));
		if (container.isAutoStartup()) {
			container.start();
			keepAlive();
		}
	}

	Set<String> ids() {
		return new TreeSet<>(this.containers.keySet());
	}

	boolean isRunning(String id) {
		return container(id).isRunning();
	}

	/**
	 * All listeners.
	 * @return a snapshot, in the order of their ids
	 */
	public List<ListenerStatus> snapshot() {
		return ids().stream().map((id) -> container(id).status()).toList();
	}

	/**
	 * Unsubscribe a listener until it is resumed. It still keeps the JVM running.
	 * @param id the id of the listener
	 * @return a future that completes when the server has removed the subscription
	 */
	public CompletableFuture<@Nullable Void> unsubscribe(String id) {
		return container(id).pause();
	}

	/**
	 * Subscribe a listener again.
	 * @param id the id of the listener
	 * @return a future that completes when the server has granted the subscription
	 */
	public CompletableFuture<@Nullable Void> resume(String id) {
		return start(id);
	}

	CompletableFuture<@Nullable Void> start(String id) {
		this.calls.open();
		CompletableFuture<@Nullable Void> granted = container(id).start();
		keepAlive();
		return granted;
	}

	CompletableFuture<@Nullable Void> stop(String id) {
		CompletableFuture<@Nullable Void> removed = container(id).stop();
		keepAlive();
		return removed;
	}

	private ListenerContainer container(String id) {
		ListenerContainer container = this.containers.get(id);
		Assert.notNull(container, () -> "There is no listener with the id '%s', but %s".formatted(id, ids()));
		return container;
	}

	private synchronized void keepAlive() {
		this.keepAlive.keep(this.running && this.containers.values().stream().anyMatch(ListenerContainer::isStarted));
	}

	@Override
	public void start() {
		this.started = true;
		this.running = true;
		this.calls.open();
		this.waiting.countDown();
		this.paused.forEach(ListenerContainer::start);
		this.paused = List.of();
		keepAlive();
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
		keepAlive();
	}

	@Override
	public void stop(Runnable callback) {
		stop();
		if (!this.connectionOfParent) {
			callback.run();
			return;
		}
		this.paused = this.containers.values().stream().filter(ListenerContainer::isStarted).toList();
		CompletableFuture.allOf(this.paused.stream().map(ListenerContainer::stop).toArray(CompletableFuture<?>[]::new))
			.handle((nothing, ex) -> this.calls)
			.thenCompose(ListenerCalls::finish)
			.orTimeout(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)
			.whenComplete((nothing, ex) -> {
				// also when the limit is reached
				this.calls.close();
				callback.run();
			});
	}

	/**
	 * Gives up the subscriptions, for a connection of a parent context. One that has been
	 * stopped does not tell the server. What arrives all the same is left to the server.
	 */
	@Override
	public void destroy() {
		stop();
		this.calls.close();
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
