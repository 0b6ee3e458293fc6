package io.github.iotcustomauth.sample.console;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import org.jspecify.annotations.Nullable;

/**
 * A failure as the page shows it.
 *
 * @param title what happened
 * @param causes what to check, the most likely cause first
 */
record FailureView(String title, List<String> causes) {

	static FailureView of(IotFailure failure) {
		return new FailureView(failure.title(), failure.causes());
	}

	static @Nullable FailureView ofNullable(@Nullable IotFailure failure) {
		return (failure != null) ? of(failure) : null;
	}

	static FailureView of(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof IotConnectionException known) {
			return of(known.getFailure());
		}
		return new FailureView(cause.getClass().getSimpleName(),
				List.of(Objects.requireNonNullElse(cause.getMessage(), "See the log of the application")));
	}

}
