package io.github.iotcustomauth.listener;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * The {@link IotListener}s of the application, to be stopped and started one by one.
 * Thread-safe.
 * <p>
 * They subscribe before there is a connection, so that nothing is missed of a session
 * that the server has kept, and their messages wait until this bean is started, which is
 * after the connection and the web server. When the application stops, the connection
 * lets the listeners finish what they have begun.
 */
public final class IotListenerRegistry implements SmartLifecycle, DisposableBean {

	/**
	 * The phase of this bean: that of the listener containers of other Spring projects.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

	private final Map<String, ListenerContainer> containers = new ConcurrentHashMap<>();

	private final CountDownLatch decided = new CountDownLatch(1);

	private volatile boolean started;

	private volatile boolean running;

	/**
	 * Wait for the first start of this bean.
	 * @return whether it was started; otherwise the application stops before it was
	 * @throws InterruptedException if the connection is stopped meanwhile
	 */
	boolean awaitStart() throws InterruptedException {
		this.decided.await();
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

	/**
	 * The ids of all listeners.
	 * @return the ids, in alphabetical order
	 */
	public Set<String> getListenerIds() {
		return new TreeSet<>(this.containers.keySet());
	}

	/**
	 * Whether a listener receives.
	 * @param id the id
	 * @return whether it has been started, is not refused at present, and has not been
	 * stopped since
	 * @throws IllegalArgumentException if there is no such listener
	 */
	public boolean isRunning(String id) {
		return container(id).isRunning();
	}

	/**
	 * Let a listener receive. If the server has refused its subscription, it is asked
	 * again now; without this call it is asked again on a schedule.
	 * @param id the id
	 * @return a future that completes when the server has granted its subscription, at
	 * the next connection if there is none now, and fails with an
	 * {@link io.github.iotcustomauth.IotConnectionException} when the server refuses it
	 * @throws IllegalArgumentException if there is no such listener
	 */
	public CompletableFuture<@Nullable Void> start(String id) {
		return container(id).start();
	}

	/**
	 * Let a listener receive no more. Messages that arrive before the server has removed
	 * its subscription are still handled.
	 * @param id the id
	 * @return a future that completes when the server has removed its subscription, at
	 * once if there is no connection
	 * @throws IllegalArgumentException if there is no such listener
	 */
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
		this.running = true;
		this.started = true;
		this.decided.countDown();
	}

	/**
	 * Leaves the listeners as they are: the connection is stopped after this bean, and
	 * with it they are. Messages that wait for the first start stay unacknowledged.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.decided.countDown();
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
