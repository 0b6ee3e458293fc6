package io.github.iotcustomauth.internal.connection;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Futures of requests to connect. Every one of them completes, at the latest when the
 * connection is closed. Thread-safe.
 */
final class ConnectFutures {

	private final String address;

	// the value says whether one waits for the next connection
	private final IdentityHashMap<CompletableFuture<@Nullable Void>, Boolean> open = new IdentityHashMap<>();

	private @Nullable IotFailure closed;

	private final Engine engine;

	ConnectFutures(String address, Engine engine) {
		this.address = address;
		this.engine = engine;
	}

	/**
	 * Create a future for a request, which is failed already after {@link #close}.
	 * @param request handles the future on the engine, unless it is done
	 * @return the future
	 */
	CompletableFuture<@Nullable Void> request(Consumer<CompletableFuture<@Nullable Void>> request) {
		CompletableFuture<@Nullable Void> future = create();
		this.engine.execute(() -> {
			if (!future.isDone()) {
				request.accept(future);
			}
		});
		return future;
	}

	private CompletableFuture<@Nullable Void> create() {
		CompletableFuture<@Nullable Void> future = new CompletableFuture<>();
		IotFailure failure;
		synchronized (this) {
			failure = this.closed;
			if (failure == null) {
				this.open.put(future, false);
			}
		}
		if (failure != null) {
			fail(future, failure);
		}
		return future;
	}

	/**
	 * Complete a future with the next connection or failure.
	 * @param future a future that was created here
	 */
	synchronized void await(CompletableFuture<@Nullable Void> future) {
		this.open.replace(future, true);
	}

	void connected() {
		take(false).forEach((future) -> future.complete(null));
	}

	void failed(IotFailure failure) {
		take(false).forEach((future) -> fail(future, failure));
	}

	/**
	 * Fail a future that does not wait.
	 * @param future the future
	 * @param failure why there is no connection
	 */
	void fail(CompletableFuture<@Nullable Void> future, IotFailure failure) {
		synchronized (this) {
			this.open.remove(future);
		}
		future.completeExceptionally(new IotConnectionException("No connection to " + this.address, failure));
	}

	/**
	 * Fail all futures, and those that are created later.
	 * @param failure why there is no connection
	 */
	void close(IotFailure failure) {
		synchronized (this) {
			this.closed = failure;
		}
		take(true).forEach((future) -> fail(future, failure));
	}

	private synchronized List<CompletableFuture<@Nullable Void>> take(boolean all) {
		List<CompletableFuture<@Nullable Void>> taken = new ArrayList<>();
		this.open.forEach((future, waiting) -> {
			if (all || waiting) {
				taken.add(future);
			}
		});
		taken.forEach(this.open::remove);
		return taken;
	}

}
