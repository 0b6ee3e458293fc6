package io.github.iotcustomauth.internal.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The calls of the listener methods of an application context, whose beans must not be
 * called once they are being destroyed. Thread-safe.
 */
final class ListenerCalls {

	// the next message that waits for a listener is handed to it at once
	private static final Duration QUIET = Duration.ofMillis(100);

	private int running;

	private long begun;

	private boolean closed;

	private @Nullable CompletableFuture<@Nullable Void> idle;

	/**
	 * Begin a call. To be followed by {@link #end()} if it may be made.
	 * @return whether it may be made
	 */
	synchronized boolean begin() {
		if (this.closed) {
			return false;
		}
		this.running++;
		this.begun++;
		return true;
	}

	synchronized void end() {
		this.running--;
		awaitQuiet();
	}

	synchronized boolean isClosed() {
		return this.closed;
	}

	/**
	 * Let the calls end, and those of the messages that wait, and allow none afterwards.
	 * @return a future that completes when there is no call any more
	 */
	synchronized CompletableFuture<@Nullable Void> finish() {
		CompletableFuture<@Nullable Void> finished = new CompletableFuture<>();
		this.idle = finished;
		awaitQuiet();
		return finished;
	}

	private void awaitQuiet() {
		if (this.idle != null && this.running == 0) {
			long seen = this.begun;
			CompletableFuture.delayedExecutor(QUIET.toMillis(), TimeUnit.MILLISECONDS)
				.execute(() -> closeIfQuiet(seen));
		}
	}

	private void closeIfQuiet(long seen) {
		CompletableFuture<@Nullable Void> finished;
		synchronized (this) {
			finished = this.idle;
			if (finished == null || this.running > 0 || this.begun != seen) {
				return;
			}
			close();
		}
		finished.complete(null);
	}

	/**
	 * Allow no more calls. Those that run go on.
	 */
	synchronized void close() {
		this.closed = true;
		this.idle = null;
	}

	/**
	 * Allow calls, again after {@link #close()}.
	 */
	synchronized void open() {
		this.closed = false;
		this.idle = null;
	}

}
