package io.github.iotcustomauth.internal.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Results of listener methods that complete later: {@link CompletionStage} and, if
 * Reactor is on the class path, {@code Mono}.
 * <p>
 * The handler thread waits for them. So the message is in work until then: others of its
 * topic wait, it counts for the concurrency, and its failure goes to the error handler.
 */
final class AsyncResults {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			AsyncResults.class.getClassLoader());

	private AsyncResults() {
	}

	/**
	 * The type of a result when it is complete.
	 * @param type the return type of a method
	 * @return the type that a future or a {@code Mono} has, else the type itself
	 */
	static ResolvableType completed(ResolvableType type) {
		Class<?> raw = type.toClass();
		if (CompletionStage.class.isAssignableFrom(raw)) {
			return type.as(CompletionStage.class).getGeneric(0);
		}
		return (REACTOR && Reactor.isMono(raw)) ? Reactor.completed(type) : type;
	}

	/**
	 * Wait for a result.
	 * @param result what a method returned
	 * @return the value of a future or a {@code Mono}, else the result itself
	 * @throws Exception if it failed, or the thread was interrupted
	 */
	static @Nullable Object await(@Nullable Object result) throws Exception {
		if (result instanceof CompletionStage<?> stage) {
			CompletableFuture<@Nullable Object> value = new CompletableFuture<>();
			stage.whenComplete((completed, ex) -> {
				if (ex != null) {
					value.completeExceptionally(ex);
				}
				else {
					value.complete(completed);
				}
			});
			return get(value);
		}
		return (REACTOR && result != null && Reactor.isMono(result.getClass())) ? Reactor.await(result) : result;
	}

	private static @Nullable Object get(CompletableFuture<? extends @Nullable Object> value) throws Exception {
		try {
			return value.get();
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			while (cause instanceof CompletionException && cause.getCause() != null) {
				cause = cause.getCause();
			}
			if (cause instanceof Error error) {
				throw error;
			}
			throw (cause instanceof Exception failure) ? failure : ex;
		}
	}

	/**
	 * Loaded only if Reactor is on the class path.
	 */
	private static final class Reactor {

		static boolean isMono(Class<?> type) {
			return Mono.class.isAssignableFrom(type);
		}

		static ResolvableType completed(ResolvableType type) {
			return type.as(Mono.class).getGeneric(0);
		}

		static @Nullable Object await(Object result) throws Exception {
			CompletableFuture<?> value = ((Mono<?>) result).toFuture();
			try {
				return get(value);
			}
			catch (InterruptedException ex) {
				// the connection is being stopped
				value.cancel(true);
				throw ex;
			}
		}

	}

}
