package io.github.iotcustomauth.local.internal.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The times that the authorizer grants a connection: until it ends, and until the
 * authorizer is asked again. Used on the event loop.
 */
final class LifetimeTimers {

	private final SessionContext context;

	private final ConnectAttempt attempt;

	private @Nullable Future<?> end;

	private @Nullable Future<?> refresh;

	LifetimeTimers(SessionContext context, ConnectAttempt attempt) {
		this.context = context;
		this.attempt = attempt;
	}

	void endAfter(Duration delay, Runnable end) {
		this.end = schedule(end, delay);
	}

	// Ask again, as at AWS with what the client presented in its CONNECT.
	void refreshAfter(Duration delay, Consumer<ConnectDecision> refreshed) {
		this.refresh = schedule(() -> new AuthorizerCall(this.context, this.attempt, refreshed).start(), delay);
	}

	private Future<?> schedule(Runnable task, Duration delay) {
		long millis = (long) (delay.toMillis() / this.context.timeScale());
		return this.context.loop().schedule(task, millis, TimeUnit.MILLISECONDS);
	}

	void cancel() {
		if (this.end != null) {
			this.end.cancel(false);
		}
		if (this.refresh != null) {
			this.refresh.cancel(false);
		}
	}

}
