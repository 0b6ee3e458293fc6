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
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the connection with the application, and as often as that is paused
 * and resumed.
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

	private final DefaultIotConnection connection;

	private final boolean failFast;

	private final Duration stopTimeout;

	/**
	 * Create a lifecycle.
	 * @param connection the connection
	 * @param failFast whether the start waits for the first connection and fails with it
	 * @param phaseTimeout how long the application waits for the phase to stop
	 */
	IotConnectionLifecycle(DefaultIotConnection connection, boolean failFast, Duration phaseTimeout) {
		this.connection = connection;
		this.failFast = failFast;
		Duration margin = phaseTimeout.dividedBy(4);
		this.stopTimeout = phaseTimeout.minus((margin.compareTo(MAX_STOP_MARGIN) < 0) ? margin : MAX_STOP_MARGIN);
	}

	@Override
	public void start() {
		if (isRunning()) {
			return;
		}
		CompletableFuture<@Nullable Void> connected = this.connection.start();
		if (this.failFast) {
			try {
				await(connected);
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

	private void await(CompletableFuture<@Nullable Void> connected) throws InterruptedException {
		Duration limit = waitFor(this.connection.getSettings().connectTimeout());
		try {
			connected.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof IotConnectionException failure) ? failure
					: new IllegalStateException("The connection failed unexpectedly", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IotConnectionException("No connection to " + this.connection.getSettings().endpoint(),
					IotFailure.of(FailureReason.NO_RESULT, "The first attempt did not end within " + limit.toSeconds()
							+ " s; check whether a listener or a customizer blocks"));
		}
	}

	// the credentials provider and the attempt have the connect timeout each
	private static Duration waitFor(Duration connectTimeout) {
		return connectTimeout.multipliedBy(2).plusSeconds(1);
	}

	@Override
	public void stop() {
		this.connection.stop(this.stopTimeout);
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
		this.connection.applicationReady();
	}

	@Override
	public boolean isRunning() {
		return this.connection.isRunning();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
