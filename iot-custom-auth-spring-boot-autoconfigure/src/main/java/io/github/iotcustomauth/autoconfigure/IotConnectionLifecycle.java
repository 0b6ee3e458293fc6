package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnection;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the connection with the application, and as often as that is paused
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

	private static final Duration MAX_STOP_MARGIN = Duration.ofSeconds(1);

	private final OwnedConnection owned;

	private final Runnable beforeStart;

	private final boolean failFast;

	private final Duration stopTimeout;

	/**
	 * Create a lifecycle.
	 * @param owned the connection
	 * @param beforeStart called before each start of the connection
	 * @param failFast whether the start waits for the first connection and fails with it
	 * @param phaseTimeout how long the application waits for the phase to stop
	 */
	IotConnectionLifecycle(OwnedConnection owned, Runnable beforeStart, boolean failFast, Duration phaseTimeout) {
		this.owned = owned;
		this.beforeStart = beforeStart;
		this.failFast = failFast;
		Duration margin = phaseTimeout.dividedBy(4);
		this.stopTimeout = phaseTimeout.minus((margin.compareTo(MAX_STOP_MARGIN) < 0) ? margin : MAX_STOP_MARGIN);
	}

	@Override
	public void start() {
		this.owned.get().filter((connection) -> !connection.isRunning()).ifPresent(this::start);
	}

	private void start(DefaultIotConnection connection) {
		this.beforeStart.run();
		CompletableFuture<@Nullable Void> connected = connection.start();
		if (this.failFast) {
			try {
				await(connected, connection.getSettings());
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

	@Override
	public void stop() {
		this.owned.get().ifPresent((connection) -> connection.stop(this.stopTimeout));
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
		Thread thread = new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "iot-connection-stop");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		this.owned.get().ifPresent(DefaultIotConnection::applicationReady);
	}

	@Override
	public boolean isRunning() {
		return this.owned.get().map(DefaultIotConnection::isRunning).orElse(false);
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
