package io.github.iotcustomauth.internal.transport.crt;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Answer to an operation: the future of the caller and the callback of the native client
 * in one object, because there is one for each message.
 *
 * @param <R> the type that the native client answers with
 * @param <T> the type of the answer
 */
final class Answer<R, T> extends CompletableFuture<T> implements BiConsumer<@Nullable R, @Nullable Throwable> {

	private final Function<R, T> success;

	private final Function<Throwable, RuntimeException> failure;

	private Answer(Function<R, T> success, Function<Throwable, RuntimeException> failure) {
		this.success = success;
		this.failure = failure;
	}

	static <R, T> Answer<R, T> of(CompletableFuture<R> sent, Function<R, T> success,
			Function<Throwable, RuntimeException> failure) {
		Answer<R, T> answer = new Answer<>(success, failure);
		sent.whenComplete(answer);
		return answer;
	}

	@Override
	@SuppressWarnings("CatchingUnchecked") // the caller would never get an answer
	public void accept(@Nullable R value, @Nullable Throwable ex) {
		try {
			if (ex == null && value != null) {
				complete(this.success.apply(value));
			}
			else {
				completeExceptionally(this.failure.apply((ex != null) ? ex : new IllegalStateException("No answer")));
			}
		}
		catch (Throwable unreadable) {
			completeExceptionally(this.failure.apply(unreadable));
		}
	}

}
