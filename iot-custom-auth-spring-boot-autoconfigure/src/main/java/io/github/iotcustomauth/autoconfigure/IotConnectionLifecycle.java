package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the connections with the application, and as often as that is paused
 * and resumed. A connection that the application or a test has put in its place is left
 * alone.
 */
final class IotConnectionLifecycle
		implements SmartLifecycle, DisposableBean, ApplicationListener<ApplicationReadyEvent> {

	/**
	 * Before the web server and whatever listens to something (they have later phases),
	 * so that these find a connection, and stopped after them, so that what they finish
	 * in their grace period can still be published.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private static final Duration MEMBER_DELAY = Duration.ofMillis(20);

	private static final Duration MAX_STOP_MARGIN = Duration.ofSeconds(1);

	private final OwnedConnections owned;

	private final Runnable beforeStart;

	private final Predicate<String> failFast;

	private final Duration stopTimeout;

	/**
	 * Create a lifecycle.
	 * @param owned the connections
	 * @param beforeStart called before each start of the connections
	 * @param failFast whether the start waits for the first connection of that name and
	 * fails with it
	 * @param phaseTimeout how long the application waits for the phase to stop
	 */
	IotConnectionLifecycle(OwnedConnections owned, Runnable beforeStart, Predicate<String> failFast,
			Duration phaseTimeout) {
		this.owned = owned;
		this.beforeStart = beforeStart;
		this.failFast = failFast;
		this.stopTimeout = stopTimeout(phaseTimeout);
	}

	/**
	 * How long connections may take to stop.
	 * @param phaseTimeout how long the application waits for the phase
	 * @return the limit, which leaves some time to tell that they have stopped
	 */
	static Duration stopTimeout(Duration phaseTimeout) {
		Duration margin = phaseTimeout.dividedBy(4);
		return phaseTimeout.minus((margin.compareTo(MAX_STOP_MARGIN) < 0) ? margin : MAX_STOP_MARGIN);
	}

	@Override
	public void start() {
		List<DefaultIotConnection> stopped = this.owned.all()
			.stream()
			.filter((connection) -> !connection.isRunning())
			.toList();
		if (stopped.isEmpty()) {
			return;
		}
		this.beforeStart.run();
		Map<DefaultIotConnection, CompletableFuture<@Nullable Void>> awaited = new LinkedHashMap<>();
		for (DefaultIotConnection connection : stopped) {
			CompletableFuture<@Nullable Void> connected = connection.start(delay(connection));
			if (this.failFast.test(connection.getName())) {
				awaited.put(connection, connected);
			}
		}
		await(awaited);
	}

	// the members of a pool do not connect at the same moment
	private Duration delay(DefaultIotConnection connection) {
		int index = this.owned.find(connection.getName()).indexOf(connection);
		return Duration.ofMillis((long) (ThreadLocalRandom.current().nextDouble() * index * MEMBER_DELAY.toMillis()));
	}

	private void await(Map<DefaultIotConnection, CompletableFuture<@Nullable Void>> awaited) {
		try {
			for (Map.Entry<DefaultIotConnection, CompletableFuture<@Nullable Void>> each : awaited.entrySet()) {
				await(each.getValue(), each.getKey().getSettings());
			}
		}
		catch (RuntimeException ex) {
			stop();
			throw ex;
		}
		catch (InterruptedException ex) {
			// in this order: stopping has to wait, too
			stop();
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for the first connection", ex);
		}
	}

	private static void await(CompletableFuture<@Nullable Void> connected, ConnectionSettings settings)
			throws InterruptedException {
		Duration limit = waitFor(settings.connectTimeout());
		try {
			connected.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof IotConnectionException failure) ? failure
					: new IllegalStateException("The connection failed unexpectedly", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IotConnectionException("No connection to " + settings.address(),
					IotFailure.of(FailureReason.NO_RESULT, "The first attempt did not end within " + limit.toSeconds()
							+ " s; check whether a listener or a customizer blocks"));
		}
	}

	// the credentials provider and the attempt have the connect timeout each, and a
	// failure
	// is explained within 5 seconds
	private static Duration waitFor(Duration connectTimeout) {
		return connectTimeout.multipliedBy(2).plusSeconds(6);
	}

	/**
	 * Stops the connections at the same time, when the handlers of all of them have
	 * finished: a handler may publish by another connection.
	 */
	@Override
	public void stop() {
		CompletableFuture<?> handled = CompletableFuture.allOf(this.owned.all()
			.stream()
			.map(DefaultIotConnection::stopReceiving)
			.toArray(CompletableFuture<?>[]::new));
		List<Thread> others = this.owned.all()
			.stream()
			.skip(1)
			.map((connection) -> thread(() -> connection.stop(this.stopTimeout, handled)))
			.toList();
		others.forEach(Thread::start);
		this.owned.all().stream().findFirst().ifPresent((connection) -> connection.stop(this.stopTimeout, handled));
		others.forEach(this::join);
	}

	// an interrupt shortens the stop, and is for all of them
	private void join(Thread thread) {
		boolean interrupted = false;
		while (thread.isAlive()) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				thread.interrupt();
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private static Thread thread(Runnable stop) {
		Thread thread = new Thread(stop, "iot-connection-stop");
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Waits for a stop that has not ended yet, since it needs beans that are destroyed
	 * next.
	 */
	@Override
	public void destroy() {
		stop();
	}

	@Override
	public void stop(Runnable callback) {
		thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}).start();
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		this.owned.all().forEach(DefaultIotConnection::applicationReady);
	}

	@Override
	public boolean isRunning() {
		return this.owned.all().stream().anyMatch(DefaultIotConnection::isRunning);
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
