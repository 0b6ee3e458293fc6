package io.github.iotcustomauth.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import org.jspecify.annotations.Nullable;

/**
 * Futures of those who wait for the next connection, or the next failure. Confined to the
 * engine thread.
 */
final class ConnectionWaiters {

	private final String endpoint;

	private final List<CompletableFuture<@Nullable Void>> waiting = new ArrayList<>();

	ConnectionWaiters(String endpoint) {
		this.endpoint = endpoint;
	}

	void add(CompletableFuture<@Nullable Void> future) {
		this.waiting.add(future);
	}

	void connected() {
		takeAll().forEach((future) -> future.complete(null));
	}

	void failed(IotFailure failure) {
		takeAll().forEach((future) -> fail(future, failure));
	}

	/**
	 * Fail a future.
	 * @param future the future
	 * @param failure why there is no connection
	 */
	void fail(CompletableFuture<@Nullable Void> future, IotFailure failure) {
		future.completeExceptionally(new IotConnectionException("No connection to " + this.endpoint, failure));
	}

	// what completes may add the next
	private List<CompletableFuture<@Nullable Void>> takeAll() {
		List<CompletableFuture<@Nullable Void>> taken = List.copyOf(this.waiting);
		this.waiting.clear();
		return taken;
	}

}
